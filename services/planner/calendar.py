"""What kind of day a day is, and how much it weighs in the plan (planning.md P3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Literal

import holidays
import msgspec

from services.planner.campaigns import Campaign, in_force

Kind = Literal["campaign", "off", "workday"]
ONE = Fraction(1)
USUAL_WEEK: tuple[Fraction, ...] = (ONE,) * 7
USUAL_HOLIDAY = Fraction(1, 2)


class Factors(msgspec.Struct, frozen=True):
    """The factors of P3, learnt or usual; `campaign` holds only days whose factor was learnt."""

    weekday: tuple[Fraction, ...] = USUAL_WEEK
    holiday: Fraction = USUAL_HOLIDAY
    month: Mapping[int, Fraction] = msgspec.field(default_factory=dict)
    campaign: Mapping[date, Fraction] = msgspec.field(default_factory=dict)


class YearCalendar(msgspec.Struct, frozen=True):
    """Public holidays and weekend days worked 调休 of one year."""

    off_days: frozenset[date]
    work_days: frozenset[date]


class Calendar:
    """The shop's days: what it has set, else the public calendar of China with its make-up workdays."""

    def __init__(
        self, years: Mapping[int, YearCalendar], campaigns: tuple[Campaign, ...], span: range
    ) -> None:
        """`years` and `campaigns` as set by the shop; `span` the years for which the usual ones apply."""
        self._years = dict(years)
        self.campaigns = in_force(campaigns, span)
        self._own = {day for campaign in campaigns for day in campaign.factors}
        self._set_by_shop = campaigns

    def year(self, year: int) -> YearCalendar:
        """The holidays of `year`."""
        return self._years.get(year) or public_calendar(year)

    def is_holiday(self, day: date) -> bool:
        """A public holiday."""
        return day in self.year(day.year).off_days

    def is_make_up(self, day: date) -> bool:
        """A weekend day that is worked."""
        return day in self.year(day.year).work_days

    def campaign_of(self, day: date) -> Campaign | None:
        """The campaign of `day`; the shop's own before a usual one, then the larger factor."""
        pool = self._set_by_shop if day in self._own else self.campaigns
        running = [campaign for campaign in pool if day in campaign.factors]
        return max(running, key=lambda campaign: (campaign.factors[day], campaign.campaign_id), default=None)

    def is_plain(self, day: date) -> bool:
        """Neither campaign nor public holiday (that a day has data is the caller's to know)."""
        return self.campaign_of(day) is None and not self.is_holiday(day)

    def is_off(self, day: date) -> bool:
        """No work: a public holiday, or a weekend day that is not worked."""
        return self.is_holiday(day) or (day.weekday() >= 5 and not self.is_make_up(day))

    def kind(self, day: date) -> Kind:
        """Which hour curve the day follows (P5)."""
        return "campaign" if self.campaign_of(day) else "off" if self.is_off(day) else "workday"


def factors_of(day: date, calendar: Calendar, factors: Factors) -> dict[str, Fraction]:
    """The four factors of `day` by name; their product is its weight (P3)."""
    campaign = calendar.campaign_of(day)
    return {
        "month": factors.month.get(day.month, ONE),
        "weekday": weekday_factor(day, calendar, factors.weekday),
        "holiday": factors.holiday if calendar.is_holiday(day) and campaign is None else ONE,
        "campaign": factors.campaign.get(day, campaign.factors[day]) if campaign else ONE,
    }


def weight(day: date, calendar: Calendar, factors: Factors) -> Fraction:
    """w_d of P3."""
    product = ONE
    for factor in factors_of(day, calendar, factors).values():
        product *= factor
    return product


def weekday_factor(day: date, calendar: Calendar, week: tuple[Fraction, ...]) -> Fraction:
    """Monday..Sunday's own; a holiday counts as weekend, a make-up workday as a working day."""
    if calendar.is_holiday(day):
        return (week[5] + week[6]) / 2
    if calendar.is_make_up(day):
        return sum(week[:5], Fraction(0)) / 5
    return week[day.weekday()]


@cache
def public_calendar(year: int) -> YearCalendar:
    """The published calendar of China: days off, the free weekends that touch them, weekend days worked."""
    china = holidays.country_holidays("CN", years=year)
    worked = frozenset(day for day in getattr(china, "weekend_workdays", ()) if day.year == year)
    off = {day for day in china if day.year == year}
    return YearCalendar(frozenset(_with_touching_weekends(off, worked)), worked)


def _with_touching_weekends(off: set[date], worked: frozenset[date]) -> set[date]:
    """`off` and every free weekend day that a run of days off reaches, as the notices count them."""
    grown = set(off)
    for step in (timedelta(days=1), timedelta(days=-1)):
        for day in off:
            beside = day + step
            while beside.weekday() >= 5 and beside not in worked and beside.year == day.year:
                grown.add(beside)
                beside += step
    return grown
