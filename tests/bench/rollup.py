"""The reference job as an aggregator of the product's own engine.

Windows and grace are whole minutes, so of an event's time only the minute counts.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import msgspec

from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from tests.bench.job import GRACE_MS, MINUTE_MS, VIEWS, Figures, RowKey, row

GRACE_MINUTES = GRACE_MS // MINUTE_MS
OUTPUT = "rollup"


class ShopEvent(msgspec.Struct, gc=False):
    """The fields of an event that the job reads."""

    type: str
    occurred_at: str
    shop_id: str
    visitor_id: str
    source: str
    amount_cents: int = 0


class Cell(msgspec.Struct, array_like=True, gc=False):
    """One source in one window."""

    views: int
    orders: int
    gmv: int
    visitors: set[str]
    buyers: set[str]


Pane = dict[str, Cell]


class Shop(msgspec.Struct, array_like=True, gc=False):
    """A shop's event time in minutes since the epoch, and its panes by minute: one state item."""

    minute: int
    panes: dict[int, Pane]


_lines = msgspec.json.Decoder(ShopEvent).decode_lines
_json = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode
_shop = msgspec.msgpack.Decoder(Shop).decode


class Rollup:
    """Panes by shop and minute; a shop's event time closes them."""

    def __init__(self) -> None:
        """No shop is known yet."""
        self.shops: dict[str, Shop] = {}
        self.events = 0
        self._changed: set[str] = set()
        self._rows: list[OutputRecord] = []

    def apply(self, record: SourceRecord) -> None:
        """Count the events of one record, then close what its shop's time has passed."""
        events = _lines(record.value)
        name = events[0].shop_id
        shop = self.shops.get(name)
        if shop is None:
            shop = self.shops[name] = Shop(0, {})
        latest = shop.minute
        known, pane = -1, {}
        for event in events:
            minute = _minute(event.occurred_at[:16], event.occurred_at[-6:])
            if event.type == "tick":
                latest = max(latest, minute)
                continue
            if minute != known:
                known, pane = minute, shop.panes.setdefault(minute, {})
                latest = max(latest, minute)
            _count(pane, event)
        self.events += len(events)
        self._changed.add(name)
        if latest > shop.minute:
            shop.minute = latest
            self._close(name, shop)

    def _close(self, name: str, shop: Shop) -> None:
        over = sorted(minute for minute in shop.panes if minute < shop.minute - GRACE_MINUTES)
        lines = [
            _json(row(RowKey(minute * MINUTE_MS, name, source), _figures(cell)))
            for minute in over
            for source, cell in shop.panes.pop(minute).items()
        ]
        if lines:
            self._rows.append(OutputRecord(OUTPUT, name.encode(), b"\n".join(lines)))

    def take_rows(self) -> list[OutputRecord]:
        """Rows of the windows closed since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def take_changed(self) -> dict[bytes, bytes]:
        """Shops that something was heard of since the last call."""
        changed, self._changed = self._changed, set()
        return {name.encode(): _pack(self.shops[name]) for name in changed}

    def take_dropped(self) -> list[bytes]:
        """None: a shop stays."""
        return []

    def restore(self, items: Mapping[bytes, bytes]) -> None:
        """Continue from a checkpoint."""
        self.shops = {name.decode(): _shop(body) for name, body in items.items()}


@lru_cache(4096)
def _minute(written: str, zone: str) -> int:
    """Minutes since the epoch of a time as far as its minutes, and its offset from UTC (+08:00)."""
    return int(datetime.fromisoformat(written + zone).timestamp()) * 1000 // MINUTE_MS


def _count(pane: Pane, event: ShopEvent) -> None:
    cell = pane.get(event.source)
    if cell is None:
        cell = pane[event.source] = Cell(0, 0, 0, set(), set())
    cell.visitors.add(event.visitor_id)
    if event.type in VIEWS:
        cell.views += 1
    elif event.type == "order.paid":
        cell.orders += 1
        cell.gmv += event.amount_cents
        cell.buyers.add(event.visitor_id)


def _figures(cell: Cell) -> Figures:
    return Figures(cell.views, len(cell.visitors), cell.orders, len(cell.buyers), cell.gmv)
