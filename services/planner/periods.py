"""Periods of the plan tree by name (`2027`, `2027-Q1`, `2027-01`, `2027-01-15`) and how they nest."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Literal

Level = Literal["year", "quarter", "month", "day"]
LEVELS: tuple[Level, ...] = ("year", "quarter", "month", "day")


def level_of(period: str) -> Level:
    """The level that a period's name says; ValueError when it is none."""
    by_length: dict[int, Level] = {4: "year", 7: "quarter" if "Q" in period else "month", 10: "day"}
    level = by_length.get(len(period))
    if level is None or not _is_real(period, level):
        raise ValueError(f"{period!r} is no year, quarter, month or day")
    return level


def period_of(day: date, level: Level) -> str:
    """The period of `level` that holds `day`."""
    if level == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[level]]


@cache
def children_of(period: str) -> tuple[str, ...]:
    """The periods of the next level, in order; a day has none."""
    level = level_of(period)
    if level == "year":
        return tuple(f"{period}-Q{quarter}" for quarter in range(1, 5))
    if level == "quarter":
        first = 3 * int(period[6]) - 2
        return tuple(f"{period[:4]}-{month:02d}" for month in range(first, first + 3))
    return tuple(day.isoformat() for day in days_of(period)) if level == "month" else ()


@cache
def days_of(period: str) -> tuple[date, ...]:
    """Every day of the period, in order."""
    level = level_of(period)
    if level == "day":
        return (date.fromisoformat(period),)
    if level == "month":
        year, month = int(period[:4]), int(period[5:])
        first, after = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        return tuple(first + timedelta(days=offset) for offset in range((after - first).days))
    return tuple(day for child in children_of(period) for day in days_of(child))


def first_day(period: str) -> date:
    """Its first day."""
    return days_of(period)[0]


def last_day(period: str) -> date:
    """Its last day."""
    return days_of(period)[-1]


def _is_real(period: str, level: Level) -> bool:
    if level == "quarter":
        return period[:4].isdigit() and period[4:6] == "-Q" and period[6] in "1234"
    try:
        date.fromisoformat(period + {"year": "-01-01", "month": "-01", "day": ""}[level])
    except ValueError:
        return False
    return True
