"""The path of a day: which part of its target is due by now (planning.md P5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

import msgspec

from services.planner.split import split

PLAIN = (20, 10, 6, 4, 4, 5, 10, 20, 35, 50, 65, 60, 55, 55, 58, 58, 52, 45, 43, 55, 80, 90, 75, 45)
CAMPAIGN = (150, 60, 25, 12, 8, 8, 12, 20, 30, 40, 45, 40, 35, 35, 35, 35, 35, 30, 30, 40, 75, 75, 65, 60)
LEARN_DAYS, LEARN_ORDERS = 28, 300
SLOT = timedelta(minutes=15)
SLOTS_PER_HOUR = 4


class Slice(msgspec.Struct, frozen=True):
    """One stretch of a real day with its share of the day in permil."""

    start: datetime
    end: datetime
    hour: int
    permil: Fraction


def learn(days: Sequence[Sequence[int]], orders: int) -> tuple[int, ...] | None:
    """Median share per hour of days of one kind (24 values each, oldest first), as permil that sum to 1000.

    `None` when the days hold too few `orders`, or nothing was sold on them.
    """
    sold = [day for day in days[-LEARN_DAYS:] if sum(day) > 0]
    if orders < LEARN_ORDERS or not sold:
        return None
    shares = {hour: Fraction(median(Fraction(day[hour], sum(day)) for day in sold)) for hour in range(24)}
    return tuple(split(1000, shares).values()) if any(shares.values()) else None


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of a shop day in UTC; 23, 24 or 25 hours apart."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    return start, datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def slices(day: date, zone: ZoneInfo, permil: Sequence[int]) -> list[Slice]:
    """The day in quarters of an hour; a missing hour's share goes to the next, a doubled hour shares its own."""
    start, end = day_bounds(day, zone)
    marks = [start + SLOT * step for step in range((end - start) // SLOT)]
    hours = [mark.astimezone(zone).hour for mark in marks]
    due = _shares_of_present_hours(permil, set(hours))
    return [
        Slice(mark, mark + SLOT, hour, Fraction(due[hour], hours.count(hour)))
        for mark, hour in zip(marks, hours, strict=True)
    ]


def cumulative_permil(day: date, zone: ZoneInfo, permil: Sequence[int], now: datetime) -> Fraction:
    """How much of the day is due at `now`, exact, 0..1000; linear inside an hour."""
    return sum((part.permil * _elapsed(part, now) for part in slices(day, zone, permil)), Fraction(0))


def hours_of(day: date, zone: ZoneInfo, permil: Sequence[int]) -> list[tuple[datetime, Fraction]]:
    """The start of each real hour of the day (23 to 25) and what is due at its end, in permil."""
    parts, due, found = slices(day, zone, permil), Fraction(0), []
    for place in range(0, len(parts), SLOTS_PER_HOUR):
        due += sum((part.permil for part in parts[place : place + SLOTS_PER_HOUR]), Fraction(0))
        found.append((parts[place].start, due))
    return found


def expected(target: int, cumulative: Fraction) -> Fraction:
    """`expected_to_now` in the unit of `target`."""
    return target * cumulative / 1000


def _elapsed(part: Slice, now: datetime) -> Fraction:
    passed = min(max(now - part.start, timedelta()), SLOT)
    return Fraction(passed // timedelta(microseconds=1), SLOT // timedelta(microseconds=1))


def _shares_of_present_hours(permil: Sequence[int], present: set[int]) -> Mapping[int, int]:
    shares, carried = {}, 0
    for hour in range(24):
        carried += permil[hour]
        if hour in present:
            shares[hour], carried = carried, 0
    if carried:
        shares[max(shares)] += carried
    return shares
