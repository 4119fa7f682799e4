"""The alerts application with real databases; what it publishes comes back as it would from the stream."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient
from httpx import Response

from services.alerts.app import create
from services.alerts.settings import Settings
from services.alerts.taking import Taking
from services.contracts.topics import FACTS, SETTINGS
from services.runtime.access import keys
from services.runtime.access.opening import open_access
from services.runtime.clock import ManualClock
from services.runtime.kafka.inbox import InboxRecord
from services.runtime.kafka.producer import NotAcknowledged, Record, RecordProducer
from services.runtime.settings import Stack
from services.runtime.store import writing

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


class Loop(RecordProducer):
    """Hands facts and settings back at once; `is_away` plays a broker that does not acknowledge."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.is_away = False
        self.taken: Any = None

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    async def enqueue(self, records: Sequence[Record]) -> list[asyncio.Future[None]]:
        if self.is_away:
            raise NotAcknowledged("away")
        self.records += records
        loop = asyncio.get_running_loop()
        for record in records:
            if record.topic in {FACTS, SETTINGS}:
                await asyncio.to_thread(self.taken, record.topic, record.value)
        done = [loop.create_future() for _ in records]
        for future in done:
            future.set_result(None)
        return done


class House:
    """A running application, its keys, and what it is told."""

    def __init__(self, folder: Path) -> None:
        stack = Stack(data_dir=folder, broker="127.0.0.1:1")
        self.clock, self.loop = ManualClock(NOW), Loop()
        self.app = create(stack, Settings(), self.clock, self.loop).http
        self.loop.taken = self.take
        access = open_access(stack)
        made = {
            "admin": keys.create(access, None, "admin"),
            "read": keys.create(access, "s1", "read"),
            "write": keys.create(access, "s1", "write"),
            "other": keys.create(access, "s2", "admin"),
        }
        self.keys = {name: key.key for name, key in made.items()}
        self._taking = Taking(self.clock, lambda: NOW, lambda: None, lambda: b"secret")
        self._numbers = 0

    def take(self, topic: str, value: bytes) -> None:
        record = InboxRecord(topic, 0, 0, b"", value, self.clock.now(), {})
        with writing(self.app.state.parts.engine) as session:
            self._taking.take(session, [record])

    def hear(self, kind: str, shop: str = "s1", /, **data: Any) -> None:
        """One fact, as ingest would write it now."""
        self._numbers += 1
        now = self.clock.now().isoformat()
        event = {
            "specversion": "1.0",
            "id": f"e{self._numbers}",
            "source": "/x",
            "type": kind,
            "shopid": shop,
        }
        self.take(FACTS, msgspec.json.encode({**event, "time": now, "receivedat": now, "data": data}))

    def wrong_coupon(self, promo: str = "pr1", shop: str = "s1") -> None:
        """A promo that fails its check: an alert that is firing."""
        terms = {"promo_id": promo, "kind": "fixed_price", "item_ids": ["i1"], "price_minor": 100}
        self.hear("promo.published", shop, **terms, stackable=False, starts_at="2026-11-21T00:00:00+08:00")

    def client(self) -> TestClient:
        return TestClient(self.app)


class Caller:
    """Calls with one key."""

    def __init__(self, client: TestClient, house: House) -> None:
        self._client, self._house = client, house

    def __call__(self, method: str, path: str, key: str | None = "admin", **more: Any) -> Response:
        headers = {"Authorization": f"Bearer {self._house.keys[key]}"} if key else {}
        return self._client.request(method, path, headers=headers, **more)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def call(house: House) -> Iterator[Caller]:
    with house.client() as client:
        yield Caller(client, house)
