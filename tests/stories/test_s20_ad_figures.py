"""S20: the figures that the ad alerts are judged by, each with what it is compared with, to the digit."""

from typing import Any

import pytest

from tests.stories.browsing import jump
from tests.stories.player import Player, moment

ITEM, SOURCE = {"item_id": "i1"}, {"traffic_source": "ppc"}
TODAY, WEEK = "2026-11-20T00:00:00+08:00", "2026-11-13T00:00:00+08:00"


def report(play: Player, day: int, impressions: int, clicks: int, cost: int, **more: Any) -> None:
    row = {"day": f"2026-11-{day}", "as_of": "2026-11-21T08:00:00+08:00", "revision": 1, **SOURCE}
    play.say(
        "ad.reported", **{**row, "impressions": impressions, "clicks": clicks, "cost_minor": cost, **more}
    )


def a_shop() -> Player:
    play = Player().at("2026-11-20T10:00:00+08:00")
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    return play


@pytest.mark.parametrize(("clicks", "is_low"), [(79, True), (80, False)])
def test_79_clicks_of_10_000_impressions_are_under_eight_tenths_of_the_category_mean_and_80_are_not(
    clicks: int, is_low: bool
):
    play = a_shop()
    listed = {
        "listing_id": "l1",
        "category_id": "dress",
        "price_minor": 23800,
        "is_new": False,
        "title": "连衣裙",
    }
    play.say("item.listed", **ITEM, **listed)
    mean = {"metric": "ad_ctr", "level": "mean", "category_id": "dress", "value": 0.01, "revision": 1}
    play.say("benchmark.set", effective_from="2026-11-01T00:00:00+08:00", **mean)
    report(play, 14, 4000, 40, 4000, **ITEM)
    report(play, 20, 6000, clicks - 40, 3900, **ITEM)
    jump(play, "2026-11-21T00:03:00+08:00")
    row = play.final_row("ad_ctr", "r7", "2026-11-14T00:00:00+08:00", **ITEM)
    assert (row["numerator"], row["denominator"]) == (clicks, 10_000)
    assert row["parts"]["benchmark"] == 0.01
    assert (row["numerator"] * 10 < 0.01 * 8 * row["denominator"]) is is_low


def test_a_click_that_cost_131_stands_beside_its_mean_of_100_of_the_seven_days_before():
    play = a_shop()
    for day in range(13, 20):
        report(play, day, 1000, 10, 1000, **ITEM)
    report(play, 20, 1000, 100, 13100, **ITEM)
    jump(play, "2026-11-21T00:03:00+08:00")
    cost, mean = (
        play.final_row("ad_cpc", "day", TODAY, **ITEM),
        play.final_row("ad_cpc_mean", "r7", WEEK, **ITEM),
    )
    assert (cost["value"], mean["value"]) == (131, 100)
    assert moment(mean["window"]["end"]) == moment(cost["window"]["start"])


def test_452_clicks_stand_beside_their_mean_of_1_000_of_the_seven_days_before():
    play = a_shop()
    for day in range(13, 20):
        report(play, day, 20_000, 1000 + (day - 16) * 10, 1000)
    report(play, 20, 9000, 452, 1000)
    jump(play, "2026-11-21T00:03:00+08:00")
    clicks = play.final_row("ad_clicks", "day", TODAY, **SOURCE)
    mean = play.final_row("ad_clicks_mean", "r7", WEEK, **SOURCE)
    assert (clicks["value"], mean["value"]) == (452, 1000)
    assert moment(mean["window"]["end"]) == moment(clicks["window"]["start"])


def test_a_source_that_stops_overnight_is_at_nothing_as_soon_as_another_ones_report_is_there():
    play = a_shop()
    for day in range(13, 20):
        report(play, day, 20_000, 1000, 1000)
    jump(play, "2026-11-21T00:03:00+08:00")
    assert not [
        row
        for row in play.rows("ad_clicks", "day", **SOURCE)
        if moment(row["window"]["start"]) == moment(TODAY)
    ]
    report(play, 20, 500, 5, 10, traffic_source="feed")
    play.pass_to("2026-11-21T00:04:00+08:00")
    row = play.final_row("ad_clicks", "day", TODAY, **SOURCE)
    assert (row["value"], row["is_provisional"], play.final("ad_clicks_mean", "r7", WEEK, **SOURCE)) == (
        0,
        True,
        1000,
    )
    assert play.final("ad_clicks_mean", "r7", "2026-11-14T00:00:00+08:00", **SOURCE) == 857.142857
    report(play, 20, 9000, 452, 1000)
    play.pass_to("2026-11-21T00:05:00+08:00")
    row = play.final_row("ad_clicks", "day", TODAY, **SOURCE)
    assert (row["value"], row.get("is_provisional", False)) == (452, False)
