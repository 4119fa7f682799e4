"""How far today is against its path, and where the day will end (planning.md P5, P9, P12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from services.planner import curve
from services.planner.split import half_up

State = Literal["judged", "too_early", "no_plan", "closed"]
FIRST_HOUR = timedelta(hours=1)
MINIMUM_DUE = Fraction(100)  # permil of the day: below it nothing is judged
SPREAD_DAYS = 8  # fewer closed days say nothing about the spread


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """The running day at one moment; `attainment` and `forecast` only when judged.

    `cumulative` permil of the day that is due; `expected`, `forecast` in the unit of the target.
    """

    state: State
    target: int
    actual: int
    cumulative: Fraction
    expected: Fraction
    attainment: Fraction | None = None
    forecast: int | None = None
    needed_per_hour: int | None = None


def judge(
    target: int | None,
    actual: int,
    day: date,
    zone: ZoneInfo,
    permil: Sequence[int],
    now: datetime,
    is_closed: bool = False,
) -> Pace:
    """The pace of `day` at `now`; too early in the first hour and while under 10 % of the target is due."""
    cumulative = curve.cumulative_permil(day, zone, permil, now)
    due = curve.expected(target or 0, cumulative)
    state = _state(target, cumulative, now - curve.day_bounds(day, zone)[0], is_closed)
    pace = Pace(state=state, target=target or 0, actual=actual, cumulative=cumulative, expected=due)
    if state != "judged":
        return pace
    return msgspec.structs.replace(
        pace,
        attainment=actual / due,
        forecast=int(half_up(1000 * actual / cumulative)),
        needed_per_hour=needed_per_hour(pace.target, actual, curve.day_bounds(day, zone)[1] - now),
    )


def needed_per_hour(target: int, actual: int, left: timedelta) -> int | None:
    """What each hour left must bring to land on target, rounded up; `None` when the day is over."""
    seconds = Fraction(left // timedelta(microseconds=1), 10**6)
    return ceil(max(0, target - actual) * 3600 / seconds) if seconds > 0 else None


def interval(actual: int, forecast: int, misses: Sequence[Fraction]) -> tuple[int, int] | None:
    """The 80 % interval of a forecast: `misses` are (final / what the same hour foretold) of closed days."""
    if len(misses) < SPREAD_DAYS:
        return None
    low, high = quantile(misses, Fraction(1, 10)), quantile(misses, Fraction(9, 10))
    return max(actual, int(half_up(forecast * low))), max(actual, int(half_up(forecast * high)))


def quantile(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """Linear between the neighbours of rank (n - 1) x share."""
    ranked = sorted(values)
    place = (len(ranked) - 1) * share
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)


def _state(target: int | None, cumulative: Fraction, since_start: timedelta, is_closed: bool) -> State:
    if is_closed:
        return "closed"
    if not target:
        return "no_plan"
    return "too_early" if since_start < FIRST_HOUR or cumulative < MINIMUM_DUE else "judged"
