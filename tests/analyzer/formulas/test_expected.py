"""Usual levels (metrics.md M13): what a rule compares a figure with is a row of its own."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.analyzer.formulas.adreports import report
from tests.stories.orders import buy
from tests.stories.player import Player, moment

TODAY = moment("2026-11-20T00:00:00+08:00")
CLOSED = "2026-11-21T00:03:00+08:00"
SCOPES: dict[str, dict[str, str]] = {
    "S": {},
    "T": {"traffic_source": "search"},
    "D": {"device": "mobile"},
}


def see(play: Player, day: date | datetime, count: int, **more: Any) -> None:
    """Visitors by search on a mobile at nine on a day; told as history unless it is today."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=TODAY.tzinfo)
    for number in range(count):
        name = f"{at.date()}-{len(more)}-{number}"
        told = {"view_id": name, "visitor_id": name, "page_type": "home", **more}
        envelope = {"time": at, "history": at < TODAY}
        play.say("page.viewed", envelope=envelope, traffic_source="search", device="mobile", **told)


def weeks(*counts: int) -> Player:
    """Visitors of the same weekdays before today, the last week first; today there are 5."""
    play = Player().at("2026-11-20T09:00:00+08:00")
    for week, count in enumerate(counts, 1):
        see(play, TODAY - timedelta(days=7 * week), count)
    see(play, TODAY, 5)
    return play


def campaign(play: Player, name: str, *days: str, **more: Any) -> None:
    factors = [{"day": day, "factor": 2} for day in days]
    setting = {"effective_from": "2025-01-01T00:00:00+08:00", "revision": 1}
    play.say(
        "plan.campaign.set", **{"campaign_id": days[0], "name": name, "factors": factors, **setting, **more}
    )


# --- visitors of a day


@pytest.mark.parametrize("scope", SCOPES)
def test_the_visitors_expected_of_a_day_are_the_median_of_four_same_weekdays(scope: str):
    play = weeks(24, 25, 26, 27, 90).pass_to(CLOSED)
    row = play.final_row("visitors_expected", "day", TODAY.isoformat(), **SCOPES[scope])
    assert (row["value"], row["numerator"], row["denominator"]) == (25.5, 51, 2)
    assert row["parts"]["compared_with"] == "2026-11-13 2026-11-06 2026-10-30 2026-10-23"


def test_campaigns_holidays_and_days_without_data_are_not_plain():
    play = Player().at("2026-11-20T09:00:00+08:00")
    campaign(play, "双11", "2026-11-13")
    holidays = {"year": 2026, "off_days": ["2026-11-06"], "work_days": [], "revision": 1}
    play.say("plan.calendar.set", effective_from="2026-01-01T00:00:00+08:00", **holidays)
    for week, count in ((1, 900), (2, 900), (4, 3), (5, 4), (6, 5), (7, 6), (8, 900)):
        see(play, TODAY - timedelta(days=7 * week), count)
    see(play, TODAY, 5)
    play.pass_to(CLOSED)
    assert play.final("visitors_expected", "day", TODAY.isoformat()) == 4.5


def test_a_late_fact_of_a_day_before_changes_what_was_expected():
    play = weeks(1, 2, 3).pass_to(CLOSED)
    assert play.final("visitors_expected", start=TODAY.isoformat(), **SCOPES["T"]) == 2
    see(play, TODAY - timedelta(days=14), 3, is_returning=True)
    play.pass_to("2026-11-21T00:04:00+08:00")
    row = play.final_row("visitors_expected", start=TODAY.isoformat(), **SCOPES["T"])
    assert (row["value"], row["revision"]) == (3, 2)


def test_a_shop_without_the_same_weekday_does_not_know():
    play = weeks().pass_to(CLOSED)
    assert play.final_row("visitors_expected", start=TODAY.isoformat())["null_reason"] == "no_data"


# --- campaigns


@pytest.mark.parametrize("scope", SCOPES)
def test_a_campaign_day_is_compared_with_the_same_day_of_last_years(scope: str):
    play = weeks(24, 25, 26, 27)
    campaign(play, "周年", "2026-11-19", "2026-11-20")
    campaign(play, "周年", "2025-11-20", "2025-11-21")
    campaign(play, "别的", "2025-11-19")
    see(play, date(2025, 11, 20), 70)
    see(play, date(2025, 11, 21), 500)
    see(play, date(2025, 11, 19), 600)
    play.pass_to("2026-11-20T12:03:00+08:00")
    so_far = play.rows("visitors_expected", "day_so_far", is_final=False, **SCOPES[scope])
    assert (so_far[-1]["value"], so_far[-1]["parts"]["compared_with"]) == (70, "2025-11-20")
    play.pass_to(CLOSED)
    assert play.final("visitors_expected", "day", TODAY.isoformat(), **SCOPES[scope]) == 70


def test_where_the_dates_moved_the_place_in_the_campaign_counts_and_the_day_after_belongs_to_it():
    play = weeks(24, 25, 26, 27)
    campaign(play, "年货节", "2026-11-18", "2026-11-19")
    campaign(play, "年货节", "2025-12-01", "2025-12-02")
    see(play, date(2025, 12, 3), 40)
    see(play, date(2025, 12, 2), 90)
    see(play, date(2026, 11, 19), 7)
    play.pass_to(CLOSED)
    assert play.final("visitors_expected", "day", TODAY.isoformat()) == 40


def test_the_first_campaign_of_its_name_is_compared_with_nothing():
    play = weeks(24, 25, 26, 27)
    campaign(play, "周年", "2026-11-20")
    play.pass_to(CLOSED)
    assert play.final_row("visitors_expected", start=TODAY.isoformat())["null_reason"] == "no_data"


def test_the_days_of_a_campaign_told_under_one_id_each_year_are_told_apart():
    play = weeks(24, 25, 26, 27)
    campaign(play, "周年", "2025-11-20", campaign_id="c1")
    again = {"campaign_id": "c1", "effective_from": "2026-10-01T00:00:00+08:00"}
    campaign(play, "周年", "2026-11-20", **again)
    see(play, date(2025, 11, 20), 70)
    play.pass_to(CLOSED)
    assert play.final("visitors_expected", "day", TODAY.isoformat()) == 70


def test_visitors_until_an_hour_are_still_known_when_the_hours_are_forgotten():
    play = Player().at("2026-10-30T09:00:00+08:00")
    see(play, TODAY - timedelta(days=28), 6)
    for day in range(31):
        play.at(moment("2026-10-30T10:00:00+08:00") + timedelta(days=day))
        if play.now.date() <= TODAY.date():
            play.tick()
    play.at("2026-11-20T09:00:00+08:00")
    see(play, TODAY, 1)
    play.pass_to("2026-11-20T12:03:00+08:00")
    hours = play.aggregator._held["s1"].shop.windows.book.panes
    assert not [key for key in hours if key.kind == "h" and key.start < TODAY.timestamp() - 20 * 86_400]
    rows = play.rows("visitors_expected", "day_so_far", is_final=False, **SCOPES["T"])
    assert rows[-1]["value"] == 6


# --- means before the day


@pytest.fixture(scope="module")
def advertised() -> Player:
    """Two days with ad rows among seven, of a source and of an item."""
    play = Player().at("2026-11-20T09:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    for day, clicks in (("2026-11-14", 100), ("2026-11-19", 60), ("2026-11-13", 9999)):
        report(play, day, impressions=9999, clicks=clicks, cost_minor=2 * clicks + 40)
        report(play, day, item_id="i1", impressions=9999, clicks=clicks // 2, cost_minor=clicks)
    return play.pass_to(CLOSED)


BEFORE = "2026-11-14T00:00:00+08:00"  # the seven days that end with the 20th, compared with by the 21st
MEANS = [
    ("ad_clicks_mean", {"traffic_source": "ppc"}, (160, 2)),
    ("ad_clicks_mean", {"item_id": "i1"}, (80, 2)),
    ("ad_cpc_mean", {"traffic_source": "ppc"}, (400, 160)),
    ("ad_cpc_mean", {"item_id": "i1"}, (160, 80)),
]


@pytest.mark.parametrize(("metric", "scope", "expected"), MEANS)
def test_a_mean_of_ads_is_over_the_days_that_have_rows_and_ends_where_the_judged_day_begins(
    advertised: Player, metric: str, scope: dict[str, str], expected: tuple[int, int]
):
    row = advertised.final_row(metric, "r7", BEFORE, **scope)
    assert (row["numerator"], row["denominator"]) == expected
    assert moment(row["window"]["end"]) == moment("2026-11-21T00:00:00+08:00")


def test_the_mean_conversion_is_that_of_the_twenty_eight_days_before():
    play = Player().at("2026-11-20T09:00:00+08:00")
    see(play, TODAY - timedelta(days=27), 10)
    see(play, TODAY - timedelta(days=28), 500)
    see(play, TODAY, 10)
    buy(play, "o1", "i1", 500, buyer_id="b1")
    play.pass_to(CLOSED)
    row = play.final_row("conversion_mean", "r28", "2026-10-24T00:00:00+08:00")
    assert (row["numerator"], row["denominator"]) == (1, 20)


def test_refunds_of_the_last_seven_days_stand_beside_those_of_the_twenty_eight_before():
    play = Player().at("2026-11-20T09:00:00+08:00")
    for number, back in enumerate((0, 6, 7, 8, 34, 35)):
        then = {"time": TODAY - timedelta(days=back) + timedelta(hours=8), "history": True}
        buy(play, f"o{number}", "i1", 500, envelope=then, buyer_id=f"b{number}")
    for number in (1, 3, 5):
        refund = {"refund_id": f"r{number}", "order_id": f"o{number}", "amount_minor": 100}
        play.say("order.refunded", **refund)
    play.pass_to(CLOSED)
    last = play.final_row("refund_order_rate", "r7", "2026-11-14T00:00:00+08:00")
    prior = play.final_row("refund_order_rate_prior", "r28", "2026-10-17T00:00:00+08:00")
    assert (last["numerator"], last["denominator"]) == (1, 2)
    assert (prior["numerator"], prior["denominator"]) == (1, 3)
    assert moment(prior["window"]["end"]) == moment(last["window"]["start"])
