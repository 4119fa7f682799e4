"""A partition of the source topic in memory, with what retention has removed, for whoever reads the lineage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from services.analyzer.lineage.log import LogRecord, Partition


class MemoryPartition:
    """Implements `lineage.log.Partition`: records with the epoch second at which each was appended."""

    def __init__(self, first: int = 0) -> None:
        """`first` is the offset of the earliest record that is still there."""
        self.first = first
        self._records: list[tuple[int, LogRecord]] = []

    def append(self, at: int, *lines: bytes, is_tick: bool = False) -> int:
        """Put a record at the end; returns its offset."""
        self._records.append((at, LogRecord(self.end, b"\n".join(lines), is_tick)))
        return self.end - 1

    @property
    def end(self) -> int:
        return len(self._records)

    def since(self, second: int) -> int:
        found = (record.offset for at, record in self._records[self.first :] if at >= second)
        return next(found, self.end)

    def records(self, offset: int, end: int) -> Iterator[LogRecord]:
        for _, record in self._records[max(offset, self.first) : end]:
            yield record


class MemoryLog:
    """Implements what the lineage route needs of `lineage.log.EventLog`: every partition is the same one."""

    topic, partitions = "shop.events", 12

    def __init__(self) -> None:
        self.partition = MemoryPartition()

    @contextmanager
    def open(self, _: int) -> Iterator[Partition]:
        yield self.partition


def event(kind: str, event_id: str, time: str, shop: str = "s1", **data: Any) -> bytes:
    """One line of the log."""
    envelope = {"specversion": "1.0", "id": event_id, "source": "/t", "type": kind, "time": time}
    return msgspec.json.encode({**envelope, "shopid": shop, "receivedat": time, "data": data})


def paid(order_id: str, time: str, item: str = "i1", shop: str = "s1", **more: Any) -> bytes:
    """An order of one item."""
    line = {"line_id": "1", "item_id": item, "qty": 1, "unit_price_minor": 100, "amount_minor": 100}
    return event(
        "order.paid", order_id, time, shop, order_id=order_id, amount_minor=100, lines=[line], **more
    )


def viewed(view_id: str, time: str, item: str | None = None, **more: Any) -> bytes:
    """A page view, of an item's page when one is named."""
    page = {"page_type": "item", "item_id": item} if item else {"page_type": "home"}
    return event("page.viewed", view_id, time, view_id=view_id, visitor_id="u1", **page, **more)
