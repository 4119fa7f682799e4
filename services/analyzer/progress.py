"""How far the shops are: as the running worker saw them last, or as the worker that owns the shop told."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Engine

from services.analyzer.agents.owned import Held, Owned
from services.analyzer.aggregator import ShopAggregator, ShopProgress
from services.analyzer.history.tables import ToldProgress
from services.contracts.topics import partition_of
from services.runtime.store import reading, writing

Ends = Callable[[int], int | None]  # partition -> offset after the last record of its log, as last fetched
EndsNow = Callable[[int], Awaitable[int | None]]  # the same, as the broker says when asked


class Through(msgspec.Struct):
    """Places in the partition of a shop, each the offset after the last record that is through."""

    partition: int
    applied: int = 0
    checkpointed: int = 0
    end: int | None = None


class Told(msgspec.Struct):
    """What GET .../progress answers; times are ISO, UTC."""

    shop_id: str
    offsets: Through
    watermark: str | None = None
    arrived: str | None = None
    open_windows: int = 0
    pending_revisions: int = 0
    late_events: int = 0
    conflicting_events: int = 0
    last_checkpoint: str | None = None
    further: dict[
        str, int
    ] = {}  # days by which its look-backs go beyond the product's, for the lineage of its rows


class Look(NamedTuple):
    """A partition at one moment: what is durable was applied, and what the shops say includes what was applied."""

    applied: int
    checkpointed: int
    checkpointed_at: float | None
    shops: dict[str, ShopProgress]


class Progress:
    """Answers for the shops of this worker from memory, for the others from the database."""

    def __init__(
        self,
        owned: Owned[ShopAggregator],
        partitions: int,
        source_end: Ends,
        source_end_now: EndsNow,
        database: Engine,
    ) -> None:
        """`partitions` of the source topic."""
        self._owned, self._partitions = owned, partitions
        self._source_end, self._source_end_now = source_end, source_end_now
        self._database = database
        self.seen: dict[int, Look] = {}  # by owned partition, as of the last look
        self._told: dict[str, Told] = {}

    async def of(self, shop_id: str) -> Told:
        """One shop; a shop nobody has heard of has seen nothing."""
        number = partition_of(shop_id, self._partitions)
        end, held = await self._source_end_now(number), self._owned.partitions.get(number)
        if held is None:
            told = await asyncio.to_thread(self._as_told, shop_id, number)
        else:
            told = self._as_seen(number, self.seen.get(number) or await self._look(held), shop_id)
        told.offsets.end = told.offsets.end if end is None else end
        return told

    def further(self, shop_id: str) -> Mapping[str, int]:
        """Days by which a shop's look-backs go beyond the product's, by option, as of the last look."""
        number = partition_of(shop_id, self._partitions)
        look = self.seen.get(number)
        if look is None or shop_id not in look.shops:
            return further_of(self._database, shop_id)
        return look.shops[shop_id].further

    async def tell(self) -> None:
        """Look at every owned shop, and write down what has changed since the last time."""
        held = dict(self._owned.partitions)
        self.seen = {number: await self._look(each) for number, each in held.items()}
        told = {
            shop_id: self._as_seen(number, look, shop_id)
            for number, look in self.seen.items()
            for shop_id in look.shops
        }
        news = [each for shop_id, each in told.items() if self._told.get(shop_id) != each]
        if news:
            await asyncio.to_thread(self._write, news)
        self._told = told

    async def _look(self, held: Held[ShopAggregator]) -> Look:
        checkpointed, at = held.checkpointed, held.checkpointed_at
        shops, applied = await self._owned.counting(lambda: (held.fold.progress(), held.engine.next_offset))
        return Look(applied, checkpointed, at, {shop.shop_id: shop for shop in shops})

    def _as_seen(self, number: int, look: Look, shop_id: str) -> Told:
        through = Through(number, look.applied, look.checkpointed, self._source_end(number))
        told = Told(shop_id, through, last_checkpoint=moment(look.checkpointed_at))
        shop = look.shops.get(shop_id)
        if shop is not None:
            told.watermark, told.arrived = moment(shop.watermark), moment(shop.arrived)
            told.open_windows, told.pending_revisions = shop.open_windows, shop.pending_revisions
            told.further = dict(shop.further)
            told.late_events, told.conflicting_events = shop.late_events, shop.conflicting_events
        return told

    def _as_told(self, shop_id: str, number: int) -> Told:
        return _told(self._database, shop_id) or Told(shop_id, Through(number))

    def _write(self, news: list[Told]) -> None:
        with writing(self._database) as session:
            for each in news:
                session.merge(ToldProgress(shop_id=each.shop_id, body=msgspec.json.encode(each).decode()))


def further_of(database: Engine, shop_id: str) -> Mapping[str, int]:
    """Days by which a shop's look-backs go beyond the product's, by option, as was written down last."""
    told = _told(database, shop_id)
    return {} if told is None else told.further


def _told(database: Engine, shop_id: str) -> Told | None:
    with reading(database) as session:
        row = session.get(ToldProgress, shop_id)
    return None if row is None else msgspec.json.decode(row.body, type=Told)


def moment(seconds: float | None) -> str | None:
    """An epoch second as ISO, UTC; None for never."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z") if seconds else None
