"""A refused event once more through the door, after its cause was mended."""

import asyncio

from services.contracts.moments import micros, moment_of
from services.ingest.door import Door
from services.ingest.judging import scanned
from services.ingest.quarantine import Quarantine
from services.ingest.settings import Settings
from services.ingest.shopbook import ASIDE, ShopBook
from services.ingest.store import quarantine as store
from services.ingest.store.tables import QuarantineRow
from services.ingest.verdicts import Answer
from services.runtime.access.grants import Grant
from services.runtime.clock import Clock


class Replayer:
    """Replays work once: what was accepted keeps no text; its id counts once whatever happens in between."""

    def __init__(
        self, settings: Settings, clock: Clock, book: ShopBook, door: Door, quarantine: Quarantine
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._book = book
        self._door = door
        self._quarantine = quarantine

    async def replay(self, row: QuarantineRow, grant: Grant) -> Answer:
        """The door's answer; `row` still has its text. Its clock is judged by its first arrival."""
        assert row.locked is not None
        await self._book.find({row.shop_id})
        text = self._book.vault(row.shop_id).open(row.quarantine_id, row.locked)
        own_shop = None if row.shop_id == ASIDE else row.shop_id
        event = scanned(text, self._settings.event_bytes)
        given = await self._door.receive([event], grant, own_shop, arrived=moment_of(row.received_us))
        if not given.rejected:
            now = micros(self._clock.now())
            await asyncio.to_thread(store.mark_replayed, self._quarantine.engine, row.quarantine_id, now)
        return given
