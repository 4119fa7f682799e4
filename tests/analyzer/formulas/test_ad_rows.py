"""What reported ad rows mean (events.md E2 Rows, metrics.md M4): decimals, missing figures, grains, partial rows."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from services.analyzer.values import millionths
from tests.analyzer.formulas.adreports import FIGURES, GRAIN, SCOPES, report
from tests.stories.orders import buy
from tests.stories.player import Player, Row, moment

DAY, WEEK = "2026-11-20T00:00:00+08:00", "2026-11-16T00:00:00+08:00"


@pytest.mark.parametrize("scope", ["I", "K"])
def test_the_position_is_weighed_by_impressions_to_the_last_decimal(scope: str):
    play = Player().at("2026-11-20T10:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    grain = GRAIN[scope]
    report(play, **grain, impressions=1, clicks=0, cost_minor=0, avg_position=0.1, placement="a")
    report(play, **grain, impressions=3, clicks=0, cost_minor=0, avg_position=4.200001, placement="b")
    report(play, **grain, impressions=500, clicks=0, cost_minor=0, placement="c")
    play.pass_to("2026-11-23T00:03:00+08:00")
    for window, start in (("day", DAY), ("week", WEEK)):
        row = play.final_row("ad_position", window, start, **SCOPES[scope])
        assert Fraction(row["numerator"], row["denominator"]) == Fraction(12_700_003, 4_000_000)
        assert row["value"] == 3.175001


def test_without_a_told_position_there_is_none():
    play = Player().at("2026-11-20T10:00:00+08:00")
    report(play, item_id="i1", **FIGURES["I"])
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert not play.rows("ad_position", "day", item_id="i1")


def test_a_decimal_keeps_each_of_its_six_places():
    assert [millionths(number) for number in (4.2, 0.000001, 3, 1234.567891)] == [
        4_200_000,
        1,
        3_000_000,
        1_234_567_891,
    ]


def test_what_a_row_leaves_out_is_unknown_and_not_nothing():
    play = Player().at("2026-11-20T10:00:00+08:00")
    report(play, impressions=10, clicks=2, cost_minor=50)
    play.pass_to("2026-11-21T00:03:00+08:00")
    for metric in ("ad_orders", "ad_gmv", "ad_conversion", "roi"):
        assert play.final_row(metric, start=DAY)["null_reason"] == "no_data", metric


def test_a_day_whose_report_is_missing_is_unknown_and_not_free():
    play = Player().at("2026-11-20T10:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    play.pass_to("2026-11-21T00:03:00+08:00")
    for metric in ("ad_cost", "ad_clicks", "source_cost"):
        assert play.final_row(metric, start=DAY)["null_reason"] == "no_data", metric


def test_a_row_without_cost_has_no_return():
    play = Player().at("2026-11-20T10:00:00+08:00")
    report(play, impressions=10, clicks=2, cost_minor=0, gmv_minor=0)
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final_row("roi", start=DAY)["null_reason"] == "zero_denominator"


def test_hours_and_rows_with_more_dimensions_serve_where_nothing_coarser_is_told():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for hour in (9, 10):
        report(play, hour=hour, item_id="i1", impressions=10, clicks=2, cost_minor=50)
    report(play, hour=9, item_id="i1", keyword="k", impressions=1, clicks=1, cost_minor=7)
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("ad_cost") == 100
    assert play.final("ad_cost", traffic_source="ppc") == 100
    assert play.final("ad_cost", item_id="i1") == 100
    assert play.final("ad_cost", keyword="k") == 7


def test_a_partial_row_makes_a_figure_provisional_until_the_complete_one_comes():
    play = Player().at("2026-11-20T10:00:00+08:00")
    part = {"as_of": "2026-11-20T18:00:00+08:00", "impressions": 10, "clicks": 2, "cost_minor": 50}
    report(play, **part, gmv_minor=100)
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert provisional(play) == {"ad_cost": True, "ad_ctr": True, "roi": True, "source_cost": True}
    report(play, impressions=12, clicks=3, cost_minor=60, gmv_minor=100)
    report(play, **{**part, "revision": 9}, gmv_minor=100)
    play.pass_to("2026-11-21T00:05:00+08:00")
    assert provisional(play) == dict.fromkeys(("ad_cost", "ad_ctr", "roi", "source_cost"), False)
    assert (play.final("ad_cost", start=DAY), play.final_row("ad_cost", start=DAY)["revision"]) == (60, 2)


def test_a_day_told_by_hours_is_provisional_until_its_last_hour_is_there():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for hour in (9, 22):
        end = f"2026-11-20T{hour + 1}:00:00+08:00"
        report(play, hour=hour, as_of=end, impressions=10, clicks=2, cost_minor=50, gmv_minor=100)
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final_row("ad_cost", start=DAY)["is_provisional"]
    assert not play.final_row("ad_cost", "hour", "2026-11-20T22:00:00+08:00").get("is_provisional", False)
    last = {"as_of": "2026-11-21T00:00:00+08:00", "hour": 23}
    report(play, **last, impressions=10, clicks=2, cost_minor=50, gmv_minor=100)
    play.pass_to("2026-11-21T00:04:00+08:00")
    row = play.final_row("ad_cost", start=DAY)
    assert (row["value"], row.get("is_provisional", False)) == (150, False)


def provisional(play: Player) -> dict[str, bool]:
    return {
        metric: play.final_row(metric, start=DAY).get("is_provisional", False)
        for metric in ("ad_cost", "ad_ctr", "roi", "source_cost")
    }


@pytest.mark.parametrize(("back", "counts"), [(76, True), (399, True), (402, False)])
def test_a_row_restates_its_day_for_four_hundred_days(back: int, counts: bool):
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i9", 500, buyer_id="b1", traffic_source="ppc")
    report(play, **FIGURES["S"])
    report(play, **GRAIN["K"], **FIGURES["K"])
    play.pass_to("2026-11-21T00:03:00+08:00")
    for days in (*range(0, back, 20), back - 1):
        play.at(moment("2026-11-21T01:00:00+08:00") + timedelta(days=days)).tick()
    report(play, revision=2, **{**FIGURES["S"], "cost_minor": 8000})
    report(play, revision=2, **GRAIN["K"], **{**FIGURES["K"], "cost_minor": 600})
    play.pass_to(play.now + timedelta(minutes=1))
    assert restated(play, "ad_cost", {}) == ((8000, 2) if counts else (9000, 1))
    assert restated(play, "ad_cost", SCOPES["K"]) == ((600, 2) if counts else (700, 1))
    assert restated(play, "cost_per_buyer", SCOPES["T"]) == ((8000, 2) if counts else (9000, 1))
    assert restated(play, "gmv", {}) == (500, 1)
    month = play.final("ad_cost", "month", "2026-11-01T00:00:00+08:00")
    assert month == (8000 if counts else 9000)


def restated(play: Player, metric: str, scope: dict[str, str]) -> tuple[Any, int]:
    row: Row = play.final_row(metric, "day", DAY, **scope)
    return row["value"], row["revision"]
