"""Learns the factors of the day weights from the shop's own closed days (planning.md P3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from services.planner.calendar import ONE, USUAL_HOLIDAY, USUAL_WEEK, Calendar, Factors, weekday_factor
from services.planner.campaigns import Campaign
from services.planner.split import half_up

DECIMALS = 4
WEEKDAY_SPAN, WEEKDAY_DAYS, WEEKDAY_EACH = 182, 56, 6
HOLIDAY_SPAN, HOLIDAY_DAYS = 730, 5
CAMPAIGN_DAYS = 28

Finals = Mapping[date, int]


def learn(finals: Finals, calendar: Calendar, before: date, planned: Iterable[date]) -> Factors:
    """Factors for the `planned` days from final day values before `before`; no-data days are not in `finals`.

    Each factor is the usual one until its own condition of P3 holds; learnt ones are rounded to 4 decimals.
    """
    known = {day: value for day, value in finals.items() if day < before}
    week = weekday_factors(known, calendar, before)
    return Factors(
        weekday=week,
        holiday=holiday_factor(known, calendar, before, week),
        month=month_indices(known, calendar, before),
        campaign=campaign_factors(known, calendar, week, planned),
    )


def month_indices(finals: Finals, calendar: Calendar, before: date) -> dict[int, Fraction]:
    """Mean plain day of each of the last 12 full months over the mean of the 12; empty with fewer."""
    months = [_months_back(before, back) for back in range(12, 0, -1)]
    plain = [_plain_values(finals, calendar, month) for month in months]
    if not finals or min(finals) > date(*months[0], 1) or not all(plain):
        return {}
    means = [Fraction(sum(values), len(values)) for values in plain]
    whole = sum(means, Fraction(0)) / 12
    return (
        {month: _learnt(mean / whole) for (_, month), mean in zip(months, means, strict=True)}
        if whole
        else {}
    )


def weekday_factors(finals: Finals, calendar: Calendar, before: date) -> tuple[Fraction, ...]:
    """Median of a plain day over the mean of the 7 days around it, per weekday, scaled to mean 1."""
    first = before - timedelta(days=WEEKDAY_SPAN)
    ratios: list[list[Fraction]] = [[] for _ in range(7)]
    for day in (day for day in finals if day >= first and calendar.is_plain(day)):
        around = [finals.get(day + timedelta(days=offset)) for offset in range(-3, 4)]
        total = sum(value for value in around if value is not None)
        if None not in around and total and not calendar.is_make_up(day):
            ratios[day.weekday()].append(Fraction(7 * finals[day], total))
    if sum(map(len, ratios)) < WEEKDAY_DAYS or min(map(len, ratios)) < WEEKDAY_EACH:
        return USUAL_WEEK
    medians = [Fraction(median(values)) for values in ratios]
    whole = sum(medians, Fraction(0))
    return tuple(_learnt(7 * value / whole) for value in medians) if whole else USUAL_WEEK


def holiday_factor(finals: Finals, calendar: Calendar, before: date, week: tuple[Fraction, ...]) -> Fraction:
    """Median of a holiday over the plain-day mean times its weekday factor, from the last two years."""
    first = before - timedelta(days=HOLIDAY_SPAN)
    recent = {day: value for day, value in finals.items() if day >= first}
    plain = [value for day, value in recent.items() if calendar.is_plain(day)]
    off = [day for day in recent if calendar.is_holiday(day) and calendar.campaign_of(day) is None]
    if len(off) < HOLIDAY_DAYS or not any(plain):
        return USUAL_HOLIDAY
    mean = Fraction(sum(plain), len(plain))
    due = {day: mean * weekday_factor(day, calendar, week) for day in off}
    return _learnt(Fraction(median(recent[day] / due[day] for day in off if due[day])))


def campaign_factors(
    finals: Finals, calendar: Calendar, week: tuple[Fraction, ...], planned: Iterable[date]
) -> dict[date, Fraction]:
    """For each planned campaign day the factor that the same day of last year's campaign had, where known."""
    found = ((day, _last_years_factor(day, finals, calendar, week)) for day in planned)
    return {day: factor for day, factor in found if factor is not None}


def _last_years_factor(
    day: date, finals: Finals, calendar: Calendar, week: tuple[Fraction, ...]
) -> Fraction | None:
    campaign = calendar.campaign_of(day)
    before = _year_before(campaign, calendar) if campaign else None
    if campaign is None or before is None:
        return None
    then = sorted(before.factors)
    place = sorted(campaign.factors).index(day)
    if place >= len(then) or any(past not in finals for past in then):
        return None
    prior = [past for past in sorted(finals) if past < then[0] and calendar.is_plain(past)][-CAMPAIGN_DAYS:]
    mean = Fraction(sum(finals[past] for past in prior), CAMPAIGN_DAYS)
    due = mean * weekday_factor(then[place], calendar, week)
    return _learnt(finals[then[place]] / due) if len(prior) == CAMPAIGN_DAYS and due else None


def _year_before(campaign: Campaign, calendar: Calendar) -> Campaign | None:
    year = min(campaign.factors).year - 1
    same = (other for other in calendar.campaigns if other.name == campaign.name)
    return next((other for other in same if min(other.factors).year == year), None)


def _plain_values(finals: Finals, calendar: Calendar, month: tuple[int, int]) -> list[int]:
    days = (day for day in finals if (day.year, day.month) == month and calendar.is_plain(day))
    return [finals[day] for day in days]


def _months_back(before: date, back: int) -> tuple[int, int]:
    index = before.year * 12 + before.month - 1 - back
    return index // 12, index % 12 + 1


def _learnt(value: Fraction) -> Fraction:
    return max(half_up(value, DECIMALS), ONE * 0)
