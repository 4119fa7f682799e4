"""What the routes work with, put together once in `app`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from services.ingest.door import Door
from services.ingest.gate import Gate
from services.ingest.quarantine import Quarantine
from services.ingest.replaying import Replayer
from services.ingest.settings import Settings
from services.ingest.shopbook import ShopBook


@dataclass(frozen=True)
class Parts:
    """The parts of a running ingest."""

    settings: Settings
    access: Engine
    book: ShopBook
    door: Door
    gate: Gate
    quarantine: Quarantine
    replayer: Replayer


async def parts(request: Request) -> Parts:
    """The parts of the application that a request came to; a coroutine, so that no thread is woken for it."""
    found: Parts = request.app.state.parts
    return found


PartsOf = Annotated[Parts, Depends(parts)]
