"""A checkpoint as data: what must become durable, in which order.

Stages, each awaited before the next: rows, then changed state items, then the partition's meta record, then
tombstones; only after the last stage is the source acknowledged. An item that ended is first written as a grave
among the changed items, so that a crash before its tombstone does not bring an old version of it back. Every other
order loses or doubles rows under some crash (tests/analyzer/engine/test_crash_model.py breaks each rule and shows it).
"""

from typing import NamedTuple

import msgspec

from services.analyzer.engine.aggregator import OutputRecord
from services.analyzer.engine.stamps import HEADER, META_KEY, NEVER


class StateWrite(msgspec.Struct, frozen=True, gc=False):
    """One changelog record; `body` None is a tombstone that covers versions up to `stamp`.

    Its value is made when it is handed over: a checkpoint waits with the bodies alone, not with a copy of each.
    """

    key: bytes
    body: bytes | None
    stamp: int
    previous: int = NEVER  # the stamp of the durable version before it

    @property
    def value(self) -> bytes | None:
        """The record's value (see `stamps`)."""
        return None if self.body is None else HEADER.pack(self.stamp, self.previous) + self.body

    @property
    def size(self) -> int:
        """The bytes of that value."""
        return 0 if self.body is None else HEADER.size + len(self.body)


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
    return StateWrite(META_KEY, b"", next_offset)
