"""Day weights, holidays, make-up workdays and campaigns (planning.md P3, P4)."""

from datetime import date, timedelta
from fractions import Fraction

from services.planner import learning
from services.planner.calendar import Calendar, Factors, YearCalendar, public_calendar, weight
from services.planner.campaigns import Campaign, usual
from services.planner.periods import days_of
from services.planner.split import split

WEEK = (*(Fraction(1),) * 5, Fraction(13, 10), Fraction(13, 10))


def calendar(*campaigns: Campaign, years: dict[int, YearCalendar] | None = None) -> Calendar:
    return Calendar(years or {}, campaigns, range(2024, 2029))


def february_2026() -> YearCalendar:
    off = frozenset(date(2026, 2, day) for day in range(15, 24))
    return YearCalendar(off, frozenset({date(2026, 2, 14), date(2026, 2, 28)}))


def test_a_month_with_spring_festival_and_make_up_workdays_is_split_to_the_cent() -> None:
    shop = calendar(years={2026: february_2026()})
    weights = {day: weight(day, shop, Factors(weekday=WEEK)) for day in days_of("2026-02")}
    assert sum(weights.values()) == Fraction(2575, 100)
    days = split(3_000_000, weights)
    assert {days[date(2026, 2, day)] for day in (1, 7, 8)} == {151_456}
    assert {days[date(2026, 2, day)] for day in range(15, 24)} == {75_728}
    rest = set(range(1, 29)) - {1, 7, 8} - set(range(15, 24))
    assert {days[date(2026, 2, day)] for day in rest} == {116_505}
    assert sum(days.values()) == 3_000_000


def test_without_a_calendar_of_its_own_the_shop_follows_the_published_one() -> None:
    assert public_calendar(2026).off_days >= february_2026().off_days
    assert date(2026, 2, 14) in public_calendar(2026).work_days
    assert not calendar().is_off(date(2026, 2, 28))


def test_a_campaign_day_takes_its_factor_and_no_holiday_factor() -> None:
    shop = calendar(years={2026: YearCalendar(frozenset({date(2026, 11, 11)}), frozenset())})
    assert weight(date(2026, 11, 11), shop, Factors()) == 6
    assert weight(date(2026, 11, 12), shop, Factors()) == Fraction(7, 10)


def test_a_campaign_set_by_the_shop_replaces_the_usual_one_of_the_year() -> None:
    own = Campaign(
        "1111-2026", "双11", {date(2026, 11, 10): Fraction(8, 10), date(2026, 11, 11): Fraction(5)}
    )
    shop = calendar(own)
    assert weight(date(2026, 11, 11), shop, Factors()) == 5
    assert weight(date(2026, 11, 1), shop, Factors()) == 1
    assert weight(date(2027, 11, 1), shop, Factors()) == 3


def test_the_table_holds_every_day_that_the_trade_knows() -> None:
    days = {day: factor for campaign in usual(2026) for day, factor in campaign.factors.items()}
    assert len(days) == 4 + 21 + 13 + 3
    assert days[date(2026, 6, 18)] == 4
    assert days[date(2026, 12, 12)] == Fraction(5, 2)


def history(first: date, days: int, value: dict[int, int]) -> dict[date, int]:
    span = (first + timedelta(days=offset) for offset in range(days))
    return {day: value[day.weekday()] for day in span}


def test_weekday_factors_are_learnt_from_eight_weeks_of_plain_days() -> None:
    sold = history(date(2026, 7, 1), 70, {**dict.fromkeys(range(5), 100), 5: 150, 6: 50})
    factors = learning.learn(sold, calendar(), date(2026, 9, 9), ())
    assert factors.weekday == (*(Fraction(1),) * 5, Fraction(15, 10), Fraction(5, 10))
    assert factors.holiday == Fraction(1, 2)
    assert factors.month == {}


def test_fewer_than_fifty_six_plain_days_teach_nothing() -> None:
    sold = history(date(2026, 7, 1), 60, {**dict.fromkeys(range(5), 100), 5: 150, 6: 50})
    assert learning.learn(sold, calendar(), date(2026, 9, 9), ()).weekday == (Fraction(1),) * 7


def test_the_holiday_and_month_factors_are_learnt_from_a_full_year() -> None:
    sold = history(date(2025, 1, 1), 400, dict.fromkeys(range(7), 100))
    sold.update({day: 50 for day in sold if calendar().is_holiday(day)})
    sold.update({day: 200 for day in sold if day.month == 1})
    factors = learning.learn(sold, calendar(), date(2026, 1, 1), ())
    assert factors.month[1] == Fraction(18462, 10000)
    assert factors.month[2] == Fraction(9231, 10000)
    assert Fraction(4, 10) < factors.holiday < Fraction(6, 10)


def test_last_years_campaign_teaches_this_years_factor() -> None:
    sold = history(date(2025, 9, 1), 120, dict.fromkeys(range(7), 100))
    sold[date(2025, 11, 11)] = 900
    shop = calendar(years={2025: YearCalendar(frozenset(), frozenset())})
    factors = learning.learn(sold, shop, date(2026, 11, 1), [date(2026, 11, 11), date(2026, 11, 20)])
    assert factors.campaign == {date(2026, 11, 11): Fraction(9)}
    assert weight(date(2026, 11, 11), shop, factors) == 9
