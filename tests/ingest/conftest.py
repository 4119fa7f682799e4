"""An ingest with real databases, whose records land on a tape instead of a broker."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from services.contracts.snapshots import example
from services.ingest.app import create
from services.ingest.settings import Settings
from services.runtime.access import keys
from services.runtime.access.opening import open_access
from services.runtime.clock import ManualClock
from services.runtime.kafka.producer import NotAcknowledged, Record, RecordProducer
from services.runtime.settings import Stack

NOW = datetime(2026, 11, 20, 2, 0, 9, 412_000, tzinfo=UTC)


class Tape(RecordProducer):
    """Keeps records in the order in which they come; `is_away` plays a broker that does not acknowledge."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.is_away = False

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def enqueue(self, records: Sequence[Record]) -> list[asyncio.Future[None]]:
        if self.is_away:
            raise NotAcknowledged("away")
        self.records += records
        return [_done() for _ in records]

    async def send(self, records: Sequence[Record], timeout: float = 20.0) -> None:  # noqa: ASYNC109 - the port's
        await self.enqueue(records)

    def lines(self, topic: str) -> list[dict[str, Any]]:
        """The events on a topic, without ticks."""
        values = [each.value for each in self.records if each.topic == topic and each.key is not None]
        return [json.loads(line) for value in values for line in value.splitlines()]

    def taken(self) -> list[dict[str, Any]]:
        """What was taken of the shop's events; that something was refused is said beside them."""
        return [line for line in self.lines("shop.events") if line["type"] != "event.quarantined"]


def _done() -> asyncio.Future[None]:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.set_result(None)
    return future


class Ingest:
    """A running ingest and what a test needs of it."""

    def __init__(self, client: TestClient, tape: Tape, clock: ManualClock, stack: Stack) -> None:
        self.client, self.tape, self.clock, self.stack = client, tape, clock, stack
        self._access = open_access(stack)

    def key(self, shop: str | None = "s1", scope: Any = "write", **more: Any) -> str:
        """A new key."""
        return keys.create(self._access, shop, scope, **more).key

    def post(self, body: Any, key: str, path: str = "/v1/events", **headers: str) -> Response:
        """Send a body, as JSON unless it is bytes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, content=content, headers={"Authorization": f"Bearer {key}", **named})

    @contextmanager
    def break_database(self) -> Iterator[None]:
        """Its quarantine cannot be written as long as the block runs."""
        with sqlite3.connect(self.stack.data_dir / "ingest.db") as database:
            database.execute("ALTER TABLE ingest_quarantine RENAME TO away")
            yield
            database.execute("ALTER TABLE away RENAME TO ingest_quarantine")

    def get(self, path: str, key: str) -> Response:
        """Ask something."""
        return self.client.get(path, headers={"Authorization": f"Bearer {key}"})


def start(
    folder: Path, tape: Tape | None = None, url: str | None = None, **settings: Any
) -> Iterator[Ingest]:
    """An ingest in a folder; starting it there again continues."""
    stack = Stack(data_dir=folder)
    tape, clock = tape or Tape(), ManualClock(NOW)
    app = create(stack, Settings(database_url=url, **settings), clock, tape, lambda _stack: None)
    with TestClient(app) as client:
        yield Ingest(client, tape, clock, stack)


@pytest.fixture
def ingest(tmp_path: Path) -> Iterator[Ingest]:
    """An ingest with the usual settings."""
    yield from start(tmp_path)


def event(kind: str = "order.paid", **changes: Any) -> dict[str, Any]:
    """The contracts' example of an event, without its shop, with other attributes or (`data__x`) other fields."""
    made = example(kind)
    del made["shopid"]
    for name, value in changes.items():
        target, field = (made["data"], name[6:]) if name.startswith("data__") else (made, name)
        target[field] = value
    return made


def order(number: int, **changes: Any) -> dict[str, Any]:
    """A payment of its own."""
    return event(**{"id": f"paid:o{number}", "data__order_id": f"o{number}", **changes})


Post = Callable[..., Response]
