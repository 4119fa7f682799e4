"""Where events come in: scanned, judged in their order, written to the stream, and only then answered."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from services.contracts.reading import Refused
from services.ingest import errors
from services.ingest.judging import Arrival, Desk, Good, Scanned
from services.ingest.memory import Memory
from services.ingest.quarantine import Quarantine
from services.ingest.settings import Settings
from services.ingest.shopbook import ASIDE, ShopBook
from services.ingest.sitting import Sitting, shop_named
from services.ingest.telemetry import ACK_SECONDS, CORRECTED, EVENTS, FAILED, IN_FLIGHT, REJECTED
from services.ingest.verdicts import Answer, answer
from services.runtime import logs
from services.runtime.access.grants import Grant
from services.runtime.clock import Clock
from services.runtime.kafka.producer import NotAcknowledged
from services.runtime.kafka.publisher import EventPublisher, Line

log = logs.get(__name__)


class Door:
    """The one way in for events, whoever brings them."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        book: ShopBook,
        memory: Memory,
        quarantine: Quarantine,
        publisher: EventPublisher,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._book = book
        self._memory = memory
        self._quarantine = quarantine
        self._publisher = publisher
        self._in_flight = 0

    async def receive(
        self,
        events: Sequence[Scanned],
        grant: Grant,
        own_shop: str | None,
        *,
        dry_run: bool = False,
        arrived: datetime | None = None,
    ) -> Answer:
        """Judge these events and store what is good; returns after the broker's acknowledgement.

        `own_shop` is the shop of events that name none, `arrived` when they first came, where that was earlier.
        Raises the 503 when the outcome is unknown.
        """
        try:
            sitting = await self._judge(events, grant, own_shop, arrived)
            given = answer(sitting.verdicts, dry_run=dry_run)
            if not dry_run:
                await self._store(sitting)
                _count(given, sitting)
        except (NotAcknowledged, TimeoutError, DBAPIError) as error:
            FAILED.of("database" if isinstance(error, DBAPIError) else "not_acknowledged").inc()
            log.warning("not_stored", events=len(events), error=type(error).__name__)
            raise errors.not_stored(self._settings.retry_after_seconds) from None
        return given

    async def _judge(
        self, events: Sequence[Scanned], grant: Grant, own_shop: str | None, arrived: datetime | None
    ) -> Sitting:
        """What is judged is handed to the publisher before anything else runs: no tick comes in between."""
        desks = await self._desks(events, grant, own_shop)
        keys = [] if self._memory.is_complete() else _keys(events, desks, own_shop)
        remembered = await self._memory.recall(keys)
        arrival = Arrival.at(self._clock.now(), arrived)
        sitting = Sitting(desks, own_shop, self._book.home(own_shop), remembered, arrival)
        for event in events:
            sitting.take(event)
        return sitting

    async def _desks(self, events: Sequence[Scanned], grant: Grant, own_shop: str | None) -> dict[str, Desk]:
        """The desks of the shops that these events name and the key may write."""
        named = {shop_id for event in events if (shop_id := _shop(event, own_shop)) is not None}
        mine = {shop_id for shop_id in named if shop_id != ASIDE and grant.may_write(shop_id)}
        await self._book.find(mine | {own_shop or ASIDE, ASIDE})
        return {shop_id: desk for shop_id in mine if (desk := self._book.desk(shop_id)) is not None}

    async def _store(self, sitting: Sitting) -> None:
        """Profiles first, then lines and refusals; what was acknowledged is remembered."""
        good = [each for shop in sitting.good.values() for each in shop]
        self._require_room(len(good))
        for desk in sitting.changed.values():
            self._book.change(desk)
        started = time.monotonic()
        self._count_in_flight(len(good))
        try:
            if sitting.changed:
                await self._book.save()
            async with asyncio.timeout(self._settings.ack_seconds):
                await self._write(sitting)
        finally:
            self._count_in_flight(-len(good))
        ACK_SECONDS.of().observe(time.monotonic() - started)
        self._memory.remember(list(sitting.prints.values()))

    async def _write(self, sitting: Sitting) -> None:
        writes = [self._publisher.publish(shop_id, _lines(good)) for shop_id, good in sitting.good.items()]
        if sitting.refused:
            writes.append(self._quarantine.keep(sitting.refused, sitting.arrival.now))
        if len(writes) == 1:
            await writes[0]
        else:
            await asyncio.gather(*writes)

    def _require_room(self, events: int) -> None:
        if self._in_flight and self._in_flight + events > self._settings.waiting_events:
            FAILED.of("busy").inc()
            raise errors.not_stored(self._settings.retry_after_seconds)

    def _count_in_flight(self, events: int) -> None:
        self._in_flight += events
        IN_FLIGHT.of().set(self._in_flight)


def _shop(event: Scanned, own_shop: str | None) -> str | None:
    try:
        return shop_named(event.object, own_shop) if event.object is not None else None
    except Refused:
        return None


def _keys(events: Sequence[Scanned], desks: dict[str, Desk], own_shop: str | None) -> list[int]:
    """Under which numbers memory may know these events."""
    found = ((event.object, desks.get(_shop(event, own_shop) or "")) for event in events)
    return [desk.key_of(members) for members, desk in found if desk is not None and members is not None]


def _lines(good: Sequence[Good]) -> list[Line]:
    return [Line(each.type, each.line, each.settings_key) for each in good]


def _count(given: Answer, sitting: Sitting) -> None:
    EVENTS.of("accepted").inc(given.accepted)
    EVENTS.of("duplicate").inc(given.duplicate)
    EVENTS.of("rejected").inc(given.rejected)
    for _, refused, _ in sitting.refused:
        REJECTED.of(refused.reason).inc()
    CORRECTED.of().inc(sum(each.is_corrected for good in sitting.good.values() for each in good))
