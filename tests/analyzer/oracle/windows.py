"""Windows (metrics.md M0): "All windows are half-open [start, end). Day and longer follow the shop's time zone"."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHORT = {"pulse": timedelta(seconds=10), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


class Window(NamedTuple):
    """A stretch of time; `kind` is a window kind of the glossary or a rolling length such as r7."""

    kind: str
    start: datetime
    end: datetime

    @property
    def last(self) -> datetime:
        """The last moment of it: what begins at its end is of the next one."""
        return self.end - timedelta(microseconds=1)

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, datetime) and self.start <= moment < self.end


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Midnight of the shop, in UTC: a day may have 23 or 25 hours."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def between(kind: str, first: date, end: date, zone: ZoneInfo) -> Window:
    """The window of whole days [first, end)."""
    return Window(kind, day_start(first, zone), day_start(end, zone))


def day(of: date, zone: ZoneInfo) -> Window:
    return between("day", of, of + timedelta(days=1), zone)


def rolling(last: date, length: int, zone: ZoneInfo) -> Window:
    """ "rN = rolling N days (the last N closed days)", the last of them given."""
    return between(f"r{length}", last - timedelta(days=length - 1), last + timedelta(days=1), zone)


def calendar(kind: str, of: date, zone: ZoneInfo) -> Window:
    """The week (from Monday), month, quarter or year in which a day lies."""
    first = {
        "week": of - timedelta(days=of.weekday()),
        "month": of.replace(day=1),
        "quarter": of.replace(month=(of.month - 1) // 3 * 3 + 1, day=1),
        "year": of.replace(month=1, day=1),
    }[kind]
    long = {"week": 7, "month": 31, "quarter": 92, "year": 366}[kind]
    after = first + timedelta(days=long)
    end = after if kind == "week" else after.replace(day=1)
    return between(kind, first, end, zone)


def short(kind: str, moment: datetime) -> Window:
    """The pulse, minute or hour in which a moment lies (all zones here are whole hours from UTC)."""
    length = SHORT[kind]
    start = moment - (moment - datetime(2000, 1, 1, tzinfo=UTC)) % length
    return Window(kind, start, start + length)


def days_in(window: Window, zone: ZoneInfo) -> list[Window]:
    """The days of a longer window."""
    found, of = [], day_of(window.start, zone)
    while day_start(of, zone) < window.end:
        found.append(day(of, zone))
        of += timedelta(days=1)
    return found
