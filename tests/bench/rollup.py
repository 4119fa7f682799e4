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
_lines = msgspec.json.Decoder(ShopEvent).decode_lines
_json = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode
_pane = msgspec.msgpack.Decoder(Pane).decode


class Rollup:
    """Panes by shop and minute; a shop's event time closes them."""

    def __init__(self) -> None:
        """No shop is known yet."""
        self.panes: dict[tuple[str, int], Pane] = {}
        self.minutes: dict[str, int] = {}  # event time of each shop, in minutes since the epoch
        self.events = 0
        self._changed: set[tuple[str, int]] = set()
        self._moved: set[str] = set()
        self._dropped: list[bytes] = []
        self._rows: list[OutputRecord] = []

    def apply(self, record: SourceRecord) -> None:
        """Count the events of one record, then close what its shop's time has passed."""
        events = _lines(record.value)
        shop = events[0].shop_id
        before = latest = self.minutes.get(shop, 0)
        known, pane = -1, {}
        for event in events:
            minute = _minute(event.occurred_at[:16], event.occurred_at[-6:])
            if event.type == "tick":
                latest = max(latest, minute)
                continue
            if minute != known:
                known, pane = minute, self._pane(shop, minute)
                latest = max(latest, minute)
            _count(pane, event)
        self.events += len(events)
        self.minutes[shop] = latest
        self._moved.add(shop)
        if latest > before:
            self._close(shop, latest - GRACE_MINUTES)

    def _pane(self, shop: str, minute: int) -> Pane:
        key = (shop, minute)
        self._changed.add(key)
        pane = self.panes.get(key)
        if pane is None:
            pane = self.panes[key] = {}
        return pane

    def _close(self, shop: str, before: int) -> None:
        over = sorted(key for key in self.panes if key[0] == shop and key[1] < before)
        lines = []
        for key in over:
            pane = self.panes.pop(key)
            self._changed.discard(key)
            self._dropped.append(_name(key))
            lines += [
                _json(row(RowKey(key[1] * MINUTE_MS, shop, source), _figures(c)))
                for source, c in pane.items()
            ]
        if lines:
            self._rows.append(OutputRecord(OUTPUT, shop.encode(), b"\n".join(lines)))

    def take_rows(self) -> list[OutputRecord]:
        """Rows of the windows closed since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def take_changed(self) -> dict[bytes, bytes]:
        """Panes and shop times changed since the last call."""
        items = {_name(key): _pack(self.panes[key]) for key in self._changed}
        items |= {b"time|" + shop.encode(): _pack(self.minutes[shop]) for shop in self._moved}
        self._changed.clear()
        self._moved.clear()
        return items

    def take_dropped(self) -> list[bytes]:
        """Names of the closed panes."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def restore(self, items: Mapping[bytes, bytes]) -> None:
        """Continue from a checkpoint."""
        for name, body in items.items():
            kind, shop, *minute = name.decode().split("|")
            if kind == "time":
                self.minutes[shop] = msgspec.msgpack.decode(body)
            else:
                self.panes[shop, int(minute[0])] = _pane(body)


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


def _name(key: tuple[str, int]) -> bytes:
    return f"pane|{key[0]}|{key[1]}".encode()
