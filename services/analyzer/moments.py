"""Time in the analyzer: whole microseconds for events, whole seconds for windows, and a shop's own calendar.

Window kinds are written as one letter here: p pulse, m minute, h hour, d day, w ISO week, M month, q quarter, y year.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.contracts import moments

DAY, SECOND = moments.DAY, moments.SECOND
PULSE, MINUTE, HOUR = 10, 60, 3600
HELD = 1_000  # rolling windows, and days with those around them
SLOT = 900  # zone offsets change at whole quarters of an hour


def utc_text(us: int) -> str:
    """Microseconds since the epoch as ISO text with milliseconds and Z, so that texts sort as moments do."""
    return moments.moment_of(us).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Span(NamedTuple):
    """A half-open window [start, end) in epoch seconds."""

    start: int
    end: int


class LocalDay(NamedTuple):
    """A shop day with the longer windows that hold it."""

    date: date
    spans: dict[str, Span]
    start: int  # epoch second at which the day begins
    number: int  # the proleptic ordinal of its date


class Calendar:
    """The windows of one time zone; day and longer follow local midnight, hours the local clock."""

    def __init__(self, timezone: str) -> None:
        """A calendar for an IANA zone name."""
        self.zone = ZoneInfo(timezone)
        self._slots: dict[int, tuple[int, LocalDay, Span]] = {}  # bounded by the days a shop has
        self._days: dict[int, LocalDay] = {}  # by the ordinal of the date
        self._rolling: dict[tuple[int, int], Span] = {}  # by the last day and the number of days
        self._around: dict[tuple[int, int], list[Span]] = {}  # of so many days, that hold a day

    def span(self, kind: str, second: int) -> Span:
        """The window of a kind that holds an epoch second."""
        if kind == "p":
            start = second - second % PULSE
            return Span(start, start + PULSE)
        if kind == "m":
            start = second - second % MINUTE
            return Span(start, start + MINUTE)
        _, day, hour = self._slots.get(second // SLOT) or self._slot(second)
        return hour if kind == "h" else day.spans[kind]

    def hour_of(self, second: int) -> int:
        """The first second of the hour that holds an epoch second."""
        known = self._slots.get(second // SLOT)
        return known[0] if known is not None else self._slot(second)[0]

    def day(self, second: int) -> LocalDay:
        """The shop day that holds an epoch second."""
        known = self._slots.get(second // SLOT)
        return known[1] if known is not None else self._slot(second)[1]

    def day_of(self, day: date) -> LocalDay:
        """The shop day of a date."""
        return self._numbered(day.toordinal())

    def days_on(self, day: date, days: int) -> LocalDay:
        """The shop day that lies `days` days after a date (before it, when negative)."""
        return self._numbered(day.toordinal() + days)

    def days_until(self, last: LocalDay, count: int) -> list[int]:
        """First seconds of the `count` days that end with one, earliest first."""
        return self._starts(last.number + 1 - count, last.number)

    def days_between(self, start: int, end: int) -> list[int]:
        """First seconds of the days that lie in [start, end) epoch seconds, that of `start` included."""
        return self._starts(self.day(start).number, self.day(end - 1).number)

    def rolling(self, last: int, days: int) -> Span:
        """The window of `days` days of which the last one holds an epoch second."""
        known = self._rolling.get((last, days))
        if known is None:
            if len(self._rolling) > HELD:
                self._rolling.clear()
            day = self.day(last)
            known = Span(self._numbered(day.number + 1 - days).start, day.spans["d"].end)
            self._rolling[last, days] = known
        return known

    def rolling_over(self, start: int, days: int) -> list[Span]:
        """All windows of `days` days that hold the day of an epoch second, earliest first."""
        known = self._around.get((start, days))
        if known is None:
            first = self.day(start).number
            lasts = (self._numbered(number).start for number in range(first, first + days))
            if len(self._around) > HELD:
                self._around.clear()
            known = self._around[start, days] = [self.rolling(last, days) for last in lasts]
        return known

    def _starts(self, first: int, last: int) -> list[int]:
        known = self._days
        try:
            return [known[number].start for number in range(first, last + 1)]
        except KeyError:
            return [self._numbered(number).start for number in range(first, last + 1)]

    def _numbered(self, number: int) -> LocalDay:
        known = self._days.get(number)
        if known is None:
            spans = self._spans(date.fromordinal(number))
            known = self._days[number] = LocalDay(date.fromordinal(number), spans, spans["d"].start, number)
        return known

    def hours(self, start: int, end: int) -> Iterator[Span]:
        """The hours that begin in [start, end) epoch seconds, earliest first."""
        while start < end:
            yield (hour := self.span("h", start))
            start = hour.end

    def number_of(self, hour: int) -> int:
        """The place of the hour that begins at an epoch second among those of its day, from 0."""
        return -((self.day(hour).start - hour) // HOUR)

    def hour(self, day: LocalDay, hour: int) -> Span:
        """The hour of the local clock on a day; an hour that the clock skips is the one after it."""
        moment = datetime(day.date.year, day.date.month, day.date.day, hour, tzinfo=self.zone)
        return self.span("h", int(moment.timestamp()))

    def same_time(self, end: int, day: LocalDay, other: LocalDay) -> int:
        """The full hour of another day that ends the same elapsed part as `end` in `day`: the same local time (M0)."""
        if end == day.spans["d"].end:
            return other.spans["d"].end
        return self.hour(other, self.local(end).hour).start

    def local(self, second: int) -> datetime:
        """An epoch second as local time with the fixed offset in force."""
        return datetime.fromtimestamp(second, self.zone)

    def midnight(self, day: date) -> int:
        """Epoch second of the first moment of a local date."""
        return int(datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp())

    def at(self, day: date, clock: str) -> int:
        """Epoch second of a time of day, `HH:MM`; 24:00 is the next midnight."""
        hour, minute = (int(part) for part in clock.split(":"))
        day, hour = (day + timedelta(days=1), 0) if hour == 24 else (day, hour)
        return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone).timestamp())

    def _slot(self, second: int) -> tuple[int, LocalDay, Span]:
        slot = second // SLOT
        known = self._slots.get(slot)
        if known is None:
            hour = Span(self._edge(slot, -1) * SLOT, (self._edge(slot, 1) + 1) * SLOT)
            known = self._slots[slot] = (hour.start, self.day_of(self.local(second).date()), hour)
        return known

    def _edge(self, slot: int, step: int) -> int:
        """The first or last slot of an hour: it is cut short where the clock is set within it."""
        here = self._clock(slot)
        while self._clock(slot + step) == here:
            slot += step
        return slot

    def _clock(self, slot: int) -> tuple[int, timedelta | None]:
        local = self.local(slot * SLOT)
        return local.hour, local.utcoffset()

    def _spans(self, day: date) -> dict[str, Span]:
        monday = day - timedelta(days=day.weekday())
        month, quarter = day.replace(day=1), day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        year = day.replace(month=1, day=1)
        bounds = {
            "d": (day, day + timedelta(days=1)),
            "w": (monday, monday + timedelta(days=7)),
            "M": (month, months_on(month, 1)),
            "q": (quarter, months_on(quarter, 3)),
            "y": (year, months_on(year, 12)),
        }
        return {kind: Span(self.midnight(a), self.midnight(b)) for kind, (a, b) in bounds.items()}


def months_on(first: date, months: int) -> date:
    """The first day of the month `months` after the month of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
