"""What the routes need, handed over once by the application."""

from typing import NamedTuple, cast

from fastapi import Request
from sqlalchemy import Engine

from services.runtime.clock import Clock
from services.runtime.kafka.publisher import EventPublisher


class Parts(NamedTuple):
    """`app.state.parts`."""

    engine: Engine
    publisher: EventPublisher
    clock: Clock


def parts_of(request: Request) -> Parts:
    return cast("Parts", request.app.state.parts)
