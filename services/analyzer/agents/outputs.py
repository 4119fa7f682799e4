"""What a checkpoint writes, as records of the broker: which topic, and how a tombstone carries its stamp."""

import struct
from collections.abc import Iterable
from typing import NamedTuple

from services.analyzer.engine.aggregator import OutputRecord
from services.analyzer.engine.checkpoint import StateWrite
from services.analyzer.engine.stamps import NEVER

STAMP_HEADER = "stamp"
_STAMP = struct.Struct(">Q")
Headers = Iterable[tuple[str, bytes]]


class Written(NamedTuple):
    """One record for one partition of the broker."""

    topic: str
    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes]] | None = None


def state_record(write: StateWrite, topic: str) -> Written:
    """A state item as it lies on the state topic; only a tombstone needs its stamp beside the (empty) value."""
    value = write.value
    if value is not None:
        return Written(topic, write.key, value)
    return Written(topic, write.key, None, [(STAMP_HEADER, _STAMP.pack(write.stamp))])


def row_record(row: OutputRecord, topics: dict[str, str]) -> Written:
    """An output record, under the name that its topic has in this installation."""
    return Written(topics.get(row.topic, row.topic), row.key, row.value, list(row.headers) or None)


def stamp_of(headers: Headers | None) -> int:
    """The stamp in a record's headers; 0 when it carries none."""
    for name, value in headers or ():
        if name == STAMP_HEADER:
            stamp: int = _STAMP.unpack(value)[0]
            return stamp
    return NEVER
