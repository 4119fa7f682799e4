"""The shops of one source partition as a fold: NDJSON records in; metric rows, late events and state items out."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from services.analyzer.about import DEFAULT_ZONE, About
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.analyzer.gauges import Gauge, gauges_of
from services.analyzer.hearing.dispatch import hear
from services.analyzer.hearing.notes import parts_of
from services.analyzer.hearing.pages import close_visits
from services.analyzer.live import LiveRows
from services.analyzer.liveness import note_tick
from services.analyzer.moments import SECOND
from services.analyzer.outbox import Outbox
from services.analyzer.shop import Shop
from services.analyzer.so_far import so_far
from services.analyzer.state import ShopState, about_of
from services.analyzer.stored import by_shop
from services.analyzer.sweeping import SWEEP_EVERY, sweep
from services.analyzer.turns import LEAST, NARROW
from services.contracts.envelope import Envelope
from services.contracts.fields import Time
from services.contracts.moments import micros
from services.contracts.registry import decode_line, decode_lines

__all__ = ["Gauge", "ShopAggregator", "ShopProgress"]

PARTITION_KEY = b'["","partition"]'


class Tick(msgspec.Struct):
    """The value of a tick record."""

    tick: Time


class PartitionRecord(msgspec.Struct):
    """What belongs to the partition and to no shop: ingest's clock (epoch seconds), lines nobody could read."""

    tick: int = 0
    swept_at: int = 0
    unread: int = 0


class ShopProgress(NamedTuple):
    """How far one shop is; moments in epoch seconds, 0 when there was none."""

    shop_id: str
    watermark: int
    arrived: int  # latest `receivedat` of any of its events
    open_windows: int
    pending_revisions: int
    late_events: int
    conflicting_events: int
    late_by_reason: Mapping[str, int] = MappingProxyType({})
    further: Mapping[str, int] = MappingProxyType({})  # see `Options.further`


class _Held(NamedTuple):
    """A shop with what is kept around it."""

    shop: Shop
    state: ShopState
    live: LiveRows


class ShopAggregator:
    """All shops of one source partition (implements `engine.aggregator.Aggregator`)."""

    def __init__(self, partition: int = 0, zone_of: Callable[[str], str] = lambda _: DEFAULT_ZONE) -> None:
        """`partition` is for whoever reads logs, it changes no figure; `zone_of` gives a new shop its IANA zone.

        A shop's zone is fixed before its first event, so that the state stays a function of the log.
        """
        self.partition, self._zone_of = partition, zone_of
        self.record = PartitionRecord()
        self._held: dict[str, _Held] = {}
        self._outbox = Outbox()
        self._is_record_changed = False

    def apply(self, record: SourceRecord) -> None:
        """Fold one record in: a tick, or the NDJSON lines of one shop. What cannot be read is counted and noted."""
        if record.is_tick:
            self._tick(record)
            return
        touched: list[_Held] = []
        shop = None
        for event, line in self._events(record.value):
            if shop is None or event.shopid != shop.shop_id:
                held = self._held.get(event.shopid) or self._open(event.shopid)
                shop = held.shop
                shop.offset = record.offset
                shop.mark("about", "")
                touched.append(held)
            if not hear(shop, event):
                self._outbox.late(event.shopid, line)
        for held in touched:
            held.shop.settle()
            self._say(held, record.offset)
            self._outbox.erased(held.shop)

    def _events(self, value: bytes) -> Iterable[tuple[Envelope, bytes]]:
        lines = value.split(b"\n")
        if not lines[-1]:
            lines.pop()
        try:
            return zip(decode_lines(value), lines, strict=True)
        except (msgspec.DecodeError, ValueError):
            return self._readable(lines)

    def _readable(self, lines: list[bytes]) -> list[tuple[Envelope, bytes]]:
        """Line by line where a record as a whole cannot be read."""
        events: list[tuple[Envelope, bytes]] = []
        for line in lines:
            try:
                events.append((decode_line(line), line))
            except (msgspec.DecodeError, ValueError):
                self.record.unread += 1
                self._is_record_changed = True
        return events

    def _open(self, shop_id: str, about: About | None = None) -> _Held:
        shop = Shop(shop_id, about or About(timezone=self._zone_of(shop_id)))
        if about is None:
            shop.mark("about", "")
            shop.clock.hear_tick(self.record.tick)
        shop.parts = lambda key, scope: parts_of(shop, key, scope)
        held = self._held[shop_id] = _Held(shop, ShopState(shop), LiveRows(shop))
        return held

    def _tick(self, record: SourceRecord) -> None:
        """Time passes for every shop: windows close in silence, revisions are said, what is out of reach goes."""
        try:
            tick = micros(msgspec.json.decode(record.value, type=Tick).tick) // SECOND
        except (msgspec.DecodeError, ValueError):
            self.record.unread += 1
            self._is_record_changed = True
            return
        self.record.tick = max(self.record.tick, tick)
        self._is_record_changed = True
        is_due = self.record.tick - self.record.swept_at >= SWEEP_EVERY
        if is_due:
            self.record.swept_at = self.record.tick
        for _, held in sorted(self._held.items()):
            held.shop.clock.hear_tick(self.record.tick)
            note_tick(held.shop)
            self._say(held, record.offset)
            lines = held.shop.speaker.revisions(record.offset)
            self._outbox.figures(held.shop, lines)
            if is_due:
                sweep(held.shop, self.record.tick)

    def _say(self, held: _Held, offset: int) -> None:
        shop = held.shop
        shop.open_windows()
        close_visits(shop)
        self._outbox.figures(shop, shop.speaker.closings(offset))
        self._outbox.figures(shop, so_far(shop))

    def take_rows(self) -> list[OutputRecord]:
        """Final rows, day-so-far rows and late events since the last call, in order."""
        return self._outbox.take()

    def take_changed(self) -> dict[bytes, bytes]:
        """State items changed since the last call, key -> body."""
        items: dict[bytes, bytes] = {}
        if self._is_record_changed:
            items[PARTITION_KEY] = msgspec.msgpack.encode(self.record)
            self._is_record_changed = False
        for held in self._held.values():
            if held.shop.is_changed:
                held.state.write(items)
        return items

    def take_dropped(self) -> list[bytes]:
        """Keys of state items that ended since the last call."""
        return [key for held in self._held.values() for key in held.state.take_dropped()]

    def restore(self, items: Mapping[bytes, bytes]) -> None:
        """Take over the state items of a durable checkpoint (called once, before the first record)."""
        if PARTITION_KEY in items:
            self.record = msgspec.msgpack.decode(items[PARTITION_KEY], type=PartitionRecord)
        for shop_id, own in sorted(by_shop(items).items()):
            self._open(shop_id, about_of(own, shop_id)).state.restore(own, self.record.tick)

    def current(self) -> list[OutputRecord]:
        """Current rows that changed since the last call, one record per shop (not part of the durable state)."""
        outbox, narrow = Outbox(), max(LEAST, NARROW // max(1, len(self._held)))
        for _, held in sorted(self._held.items()):
            outbox.figures(held.shop, held.shop.speaker.running(narrow))
            outbox.figures(held.shop, held.live.rows())
        return outbox.take()

    def progress(self) -> list[ShopProgress]:
        """How far each shop is, by shop id."""
        return [_progress(held.shop) for _, held in sorted(self._held.items())]

    def gauges(self, is_shown: Callable[[str], bool] = lambda _: True) -> list[Gauge]:
        """Figures for monitoring, of the shops that `is_shown` names."""
        gauges: list[Gauge] = []
        for shop_id, held in sorted(self._held.items()):
            if is_shown(shop_id):
                held.shop.windows.settle()
                gauges += gauges_of(held.shop)
        return gauges

    @property
    def unread(self) -> int:
        """Lines of this partition that could not be decoded."""
        return self.record.unread


def _progress(shop: Shop) -> ShopProgress:
    windows, clock = shop.windows, shop.clock
    return ShopProgress(
        shop.shop_id,
        clock.watermark,
        clock.arrived,
        windows.open_count,
        len(windows.pending),
        shop.about.late,
        sum(shop.conflicting.values()),
        dict(shop.about.late_by),
        shop.options.further,
    )
