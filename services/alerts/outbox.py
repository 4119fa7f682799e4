"""Publishes recorded transitions on `shop.alerts`, in their order, until the broker has them."""

import asyncio
from itertools import groupby

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import col, select, update

from services.alerts.store.tables import TransitionRow
from services.alerts.telemetry import unpublished
from services.contracts.moments import micros
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.kafka.producer import NotAcknowledged
from services.runtime.kafka.publisher import EventPublisher, Line
from services.runtime.store import reading, writing

AT_ONCE = 500
RETRY_SECONDS = 2.0
LOOK_EVERY_SECONDS = 10.0
OUTBOX = "outbox"
log = logs.get(__name__)


class Outbox:
    """A crash between the acknowledgement and the mark sends the same bytes with the same id once more."""

    def __init__(self, engine: Engine, publisher: EventPublisher, clock: Clock, health: Health) -> None:
        """`ring` may be called from any thread once `run` has begun."""
        self._engine, self._publisher, self._clock, self._health = engine, publisher, clock, health
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        while True:
            self._wake.clear()
            try:
                while await self._publish():
                    self._health.beat(OUTBOX)
                self._health.waiting(OUTBOX, False)
                wait = LOOK_EVERY_SECONDS
            except (NotAcknowledged, OperationalError, InterfaceError) as error:
                log.warning("outbox_waits", why=str(error)[:200])
                wait = RETRY_SECONDS
            try:
                # not wait_for: in Python 3.11 it can swallow a cancellation
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _publish(self) -> bool:
        """One round; whether there was anything."""
        waiting = await asyncio.to_thread(self._waiting)
        unpublished.of().set(len(waiting))
        for shop_id, rows in groupby(waiting, key=lambda row: row.shop_id):
            mine = list(rows)
            await self._publisher.publish(shop_id, [Line(row.type, row.event.encode()) for row in mine])
            await asyncio.to_thread(self._mark, [row.transition_id for row in mine])
        return bool(waiting)

    def _waiting(self) -> list[TransitionRow]:
        with reading(self._engine) as session:
            query = select(TransitionRow).where(col(TransitionRow.published_us).is_(None))
            return list(session.exec(query.order_by(col(TransitionRow.seq)).limit(AT_ONCE)))

    def _mark(self, ids: list[str]) -> None:
        with writing(self._engine) as session:
            done = update(TransitionRow).where(col(TransitionRow.transition_id).in_(ids))
            session.connection().execute(done.values(published_us=micros(self._clock.now())))
