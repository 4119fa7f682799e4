"""Delivery with a real database and real receivers: what the tests say with one word."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from services.alerts.delivery import register
from services.alerts.delivery.opening import Webhooks, open_webhooks
from services.alerts.delivery.settings import WebhookSettings
from services.alerts.moments import text
from services.alerts.store.tables import Delivery, Endpoint, Message
from services.contracts.moments import micros
from services.runtime.access.opening import open_access
from services.runtime.clock import Clock, SystemClock
from services.runtime.settings import Stack
from services.runtime.store import migrate, reading, writing

QUICK: dict[str, Any] = {
    "allow": ("127.0.0.0/8",),
    "retry_seconds": (0.05, 0.05, 0.05, 0.05),
    "poll_seconds": 0.05,
    "lease_seconds": 2.0,
    "total_seconds": 30.0,
    "stop_seconds": 0.2,
}


class House:
    """One installation's webhooks; `secrets` of its endpoints by their id."""

    def __init__(
        self, engine: Engine, folder: Path, clock: Clock | None = None, resolver: Any = None, **settings: Any
    ) -> None:
        self.engine = engine
        self.clock = clock or SystemClock()
        self.switched: list[tuple[str, str | None]] = []
        self.secrets: dict[str, str] = {}
        migrate(engine, "services.alerts")
        self.access = open_access(Stack(data_dir=folder))
        self.settings = WebhookSettings(**{**QUICK, **settings})
        self._resolver = resolver
        self.hooks = self.open()

    def open(self) -> Webhooks:
        """One worker more on the same database."""
        return open_webhooks(
            self.engine,
            self.access,
            self.clock,
            settings=self.settings,
            resolver=self._resolver,
            on_disabled=lambda _session, endpoint: self.switched.append(
                (endpoint.id, endpoint.disabled_reason)
            ),
        )

    def endpoint(self, url: str, **columns: Any) -> str:
        """Registers a receiver."""
        secret, locked = self.hooks.vault.make()
        endpoint = register.new_endpoint(url, None, {}, locked, micros(self.clock.now()))
        endpoint.sqlmodel_update(columns)
        with writing(self.engine) as session:
            session.add(endpoint)
        self.secrets[endpoint.id] = secret
        return endpoint.id

    def say(self, message_id: str, *endpoints: str, alert: str | None = None, **columns: Any) -> None:
        """Records a message in one transaction with its deliveries, as the ledger does, and rings the bell."""
        with writing(self.engine) as session:
            self.write(session, message_id, *endpoints, alert=alert, **columns)
        self.hooks.deliverer.wake()

    def write(
        self,
        session: Session,
        message_id: str,
        *endpoints: str,
        alert: str | None = None,
        kind: str = "alert.opened",
        **columns: Any,
    ) -> None:
        now = self.clock.now()
        data = {"alert_id": alert or message_id, "shop_id": "s1", "severity": "critical"}
        body = msgspec.json.encode({"type": kind, "timestamp": text(now), "data": data}).decode()
        session.add(
            Message(
                message_id=message_id, shop_id="s1", type=kind, alert_id=alert, at_us=micros(now), body=body
            )
        )
        for endpoint in endpoints:
            values = {
                "next_us": micros(now),
                "created_us": micros(now),
                "webhook_id": f"{message_id}@{endpoint}",
            }
            session.add(
                Delivery(message_id=message_id, endpoint_id=endpoint, alert_id=alert, **{**values, **columns})
            )

    def rows(self, endpoint: str | None = None) -> list[Delivery]:
        """All deliveries, by age."""
        query = select(Delivery).order_by(col(Delivery.seq))
        with reading(self.engine) as session:
            return [row for row in session.exec(query) if endpoint in {None, row.endpoint_id}]

    def row(self, message_id: str) -> Delivery:
        return next(row for row in self.rows() if row.message_id == message_id)

    def known(self, endpoint_id: str) -> Endpoint:
        with reading(self.engine) as session:
            return session.get_one(Endpoint, endpoint_id)

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    @contextmanager
    def changing(self, endpoint_id: str) -> Iterator[tuple[Session, Endpoint]]:
        with writing(self.engine) as session:
            yield session, session.get_one(Endpoint, endpoint_id)

    @asynccontextmanager
    async def delivering(self, hooks: Webhooks | None = None) -> AsyncIterator[None]:
        """A worker that runs for as long as the block."""
        task = asyncio.create_task((hooks or self.hooks).deliverer.run())
        await asyncio.sleep(0)
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def until(self, condition: Any, seconds: float = 40.0) -> None:
        """Waits for what the test expects; fails with what there is instead."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not condition():
            if asyncio.get_running_loop().time() > deadline:
                rows = [(row.message_id, row.state, row.attempts, row.last_error) for row in self.rows()]
                raise AssertionError(f"not within {seconds} s: {rows}")
            await asyncio.sleep(0.02)


def moment(text_: str) -> datetime:
    return datetime.fromisoformat(text_).astimezone(UTC)
