"""The campaigns that every shop has until it says or has learnt otherwise (planning.md P4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import msgspec

# name: ((first month-day, last month-day, factor), ...)
TABLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "38节": (("03-05", "03-07", "1.2"), ("03-08", "03-08", "1.8")),
    "618": (
        ("05-31", "05-31", "1.5"),
        ("06-01", "06-01", "2.5"),
        ("06-02", "06-15", "1.2"),
        ("06-16", "06-17", "1.5"),
        ("06-18", "06-18", "4"),
        ("06-19", "06-20", "0.7"),
    ),
    "双11": (
        ("11-01", "11-01", "3"),
        ("11-02", "11-09", "1.1"),
        ("11-10", "11-10", "0.8"),
        ("11-11", "11-11", "6"),
        ("11-12", "11-13", "0.7"),
    ),
    "双12": (("12-11", "12-11", "0.8"), ("12-12", "12-12", "2.5"), ("12-13", "12-13", "0.8")),
}


class Campaign(msgspec.Struct, frozen=True):
    """A campaign of one year: its factor per day, and its own hour curve when the shop has set one."""

    campaign_id: str
    name: str
    factors: dict[date, Fraction]
    hour_permil: tuple[int, ...] | None = None


def usual(year: int) -> tuple[Campaign, ...]:
    """The campaigns of table P4 on the days of `year`."""
    return tuple(Campaign(f"{name}-{year}", name, dict(_days(year, spans))) for name, spans in TABLE.items())


def in_force(set_by_shop: tuple[Campaign, ...], years: range) -> tuple[Campaign, ...]:
    """The shop's own campaigns, and those of table P4 that it has not set for the same year."""
    own = {
        (campaign.name, year) for campaign in set_by_shop for year in {day.year for day in campaign.factors}
    }
    defaults = (campaign for year in years for campaign in usual(year) if (campaign.name, year) not in own)
    return (*set_by_shop, *defaults)


def _days(year: int, spans: tuple[tuple[str, str, str], ...]) -> Iterator[tuple[date, Fraction]]:
    for first, last, factor in spans:
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        while day <= end:
            yield day, Fraction(factor)
            day += timedelta(days=1)
