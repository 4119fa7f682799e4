"""Where refused events wait to be looked at: locked away in SQL, announced on the stream (events.md E2)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from services.contracts.moments import micros
from services.contracts.reading import Refused
from services.ingest.judging import Desk, Scanned
from services.ingest.refusals import Refusal, refusal, told
from services.ingest.settings import Settings
from services.ingest.shopbook import ASIDE, ShopBook
from services.ingest.store import quarantine as store
from services.ingest.store.tables import QuarantineRow
from services.ingest.telemetry import FREED
from services.runtime.clock import Clock
from services.runtime.kafka.publisher import EventPublisher


class Quarantine:
    """Keeps refused events within a size per shop and for a time; the oldest go first."""

    def __init__(
        self, engine: Engine, clock: Clock, settings: Settings, book: ShopBook, publisher: EventPublisher
    ) -> None:
        self.engine = engine
        self._clock = clock
        self._settings = settings
        self._kept = timedelta(days=settings.quarantine_days)
        self._book = book
        self._publisher = publisher

    async def keep(self, refused: Sequence[tuple[Scanned, Refused, Desk]], now: datetime) -> None:
        """Returns once they are stored and announced; the stored text is encrypted."""
        if not refused:
            return
        refusals = await asyncio.to_thread(self._lock_away, refused, now)
        await self._publisher.say([told(each, now) for each in refusals if each.shop_id != ASIDE])

    async def tidy(self) -> None:
        """Drop what is out of date or over a shop's size."""
        FREED.of().inc(await asyncio.to_thread(self._tidy))

    def _lock_away(self, refused: Sequence[tuple[Scanned, Refused, Desk]], now: datetime) -> list[Refusal]:
        refusals = [
            refusal(event, why, desk, self._book.vault(desk.profile.shop_id)) for event, why, desk in refused
        ]
        store.keep(self.engine, [_row(each, now) for each in refusals])
        return refusals

    def _tidy(self) -> int:
        rows, size = self._settings.quarantine_rows, self._settings.quarantine_bytes
        dropped = store.forget(self.engine, micros(self._clock.now() - self._kept))
        for shop_id in store.shops_over(self.engine, rows, size):
            dropped += store.free(self.engine, shop_id, rows, size)
        return dropped


def _row(each: Refusal, now: datetime) -> QuarantineRow:
    return QuarantineRow(
        quarantine_id=each.quarantine_id,
        shop_id=each.shop_id,
        received_us=micros(now),
        reason=each.reason,
        path=each.path,
        event_type=each.event_type,
        event_id=each.event_id,
        size=len(each.locked),
        locked=each.locked,
    )
