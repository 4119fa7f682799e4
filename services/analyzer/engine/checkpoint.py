"""A checkpoint as data: what must become durable, in which order.

Stages, each awaited before the next: rows, then changed state items, then the partition's meta record, then
tombstones; only after the last stage is the source acknowledged. An item that ended is first written as a grave
among the changed items, so that a crash before its tombstone does not bring an old version of it back. Every other
order loses or doubles rows under some crash (tests/analyzer/engine/test_crash_model.py breaks each rule and shows it).
"""

from typing import NamedTuple

import msgspec

from services.analyzer.engine.aggregator import OutputRecord
from services.analyzer.engine.stamps import META_KEY, StampedItem, pack


class StateWrite(msgspec.Struct, frozen=True, gc=False):
    """One changelog record; `value` None is a tombstone that covers versions up to `stamp`."""

    key: bytes
    value: bytes | None
    stamp: int


class Snapshot(NamedTuple):
    """All that one partition has to write at one moment."""

    rows: list[OutputRecord]
    items: list[StateWrite]
    meta: list[StateWrite]
    tombstones: list[StateWrite]

    def stages(self) -> tuple[list[OutputRecord] | list[StateWrite], ...]:
        """The stages in the only safe order."""
        return (self.rows, self.items, self.meta, self.tombstones)


def meta_write(next_offset: int) -> StateWrite:
    """The record that makes a checkpoint count: all state up to `next_offset` is durable."""
    return StateWrite(META_KEY, pack(StampedItem(next_offset, 0, b"")), next_offset)
