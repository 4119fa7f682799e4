"""Looks through the source records of a row for the events behind it, a page at a time, within stated limits."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from services.analyzer.lineage.log import LogRecord, Partition
from services.analyzer.lineage.matching import Behind, Row, behind, days_before, is_standing
from services.analyzer.moments import DAY, Calendar
from services.contracts.envelope import Envelope
from services.contracts.registry import decode_line

MOST_LINES = 50_000  # lines looked at for one answer (P)
AHEAD_SECONDS = 300  # an event is at most so far ahead of its arrival (events.md E2)


class Offsets(NamedTuple):
    """The records of a row [start, end); `is_estimated` when the row does not say them itself."""

    start: int
    end: int
    is_estimated: bool


class Place(NamedTuple):
    """Where a page ended: the next one begins with this line of this record."""

    offset: int
    line: int


class Found(NamedTuple):
    """One event behind a row, and where it lies."""

    offset: int
    line: int
    event: Envelope
    how: Behind


class Page(NamedTuple):
    """Events behind a row, in the order of the log; `following` when there may be more."""

    found: list[Found]
    following: Place | None


def offsets_of(log: Partition, row: Row, first: int | None, last: int | None) -> Offsets:
    """The records a row was made from: as it says, else by when they could have been appended at the earliest.

    A row knows the first record that touched its own window. Days that a metric looks back on lie before it, and what
    is read off at the end of a window may have been told anywhere in it.
    """
    back = days_before(row)
    start = first
    if first is None or back or is_standing(row):
        early = log.since(row.span.start - back * DAY - AHEAD_SECONDS)
        start = early if first is None else min(first, early)
    assert start is not None
    return Offsets(start, log.end if last is None else last + 1, first is None or last is None)


def look(
    log: Partition, row: Row, within: Offsets, calendar: Calendar, after: Place | None, limit: int
) -> Page:
    """At most `limit` events behind a row from a place on; fewer when many lines have to be passed over."""
    begin = after or Place(within.start, 0)
    found: list[Found] = []
    looked = 0
    for record in log.records(begin.offset, within.end):
        skipped = begin.line if record.offset == begin.offset else 0
        for number, line in _lines(record, skipped):
            if len(found) == limit or looked == MOST_LINES:
                return Page(found, Place(record.offset, number))
            looked += 1
            event = _read(line)
            how = None if event is None else behind(row, event, calendar)
            if event is not None and how is not None:
                found.append(Found(record.offset, number, event, how))
    return Page(found, None)


def _lines(record: LogRecord, skipped: int) -> Iterator[tuple[int, bytes]]:
    if record.is_tick:
        return
    for number, line in enumerate(record.value.split(b"\n")):
        if number >= skipped and line:
            yield number, line


def _read(line: bytes) -> Envelope | None:
    """The event of a line; what the analyzer could not read stands behind nothing."""
    try:
        return decode_line(line)
    except (msgspec.DecodeError, ValueError):
        return None
