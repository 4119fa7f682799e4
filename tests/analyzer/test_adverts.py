from typing import Any

from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"


def report(play: Player, cost: int, **more: Any) -> None:
    row = {"day": "2026-11-20", "as_of": "2026-11-21T00:00:00+08:00", "revision": 1, "traffic_source": "ppc"}
    figures = {"impressions": 100, "clicks": 10, "cost_minor": cost, "gmv_minor": 3 * cost}
    play.say("ad.reported", **{**row, **figures, **more})


def a_day() -> Player:
    play = Player().at("2026-11-20T10:00:00+08:00")
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    return play.pass_to("2026-11-20T10:00:10+08:00")


def test_rows_of_different_grains_are_never_added_together():
    play = a_day()
    report(play, 900)
    report(play, 500, item_id="i1")
    report(play, 300, item_id="i2")
    report(play, 100, item_id="i1", keyword=" 连衣裙 ")
    for hour in (9, 10):
        report(play, 200, hour=hour)
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("ad_cost") == 900
    assert play.final("ad_cost", traffic_source="ppc") == 900
    assert play.final("roi", traffic_source="ppc") == 3
    assert play.final("ad_cost", item_id="i1") == 500
    assert play.final("ad_cost", keyword="连衣裙") == 100
    assert play.final("ad_cost", "hour", "2026-11-20T09:00:00+08:00", traffic_source="ppc") == 200


def test_a_restated_row_replaces_the_one_before_and_the_one_before_changes_nothing_more():
    play = a_day()
    report(play, 900)
    play.pass_to("2026-11-21T00:03:00+08:00")
    report(play, 700, revision=2)
    report(play, 900)
    play.pass_to("2026-11-21T00:04:00+08:00")
    assert play.final("ad_cost", start=DAY) == 700
    assert play.final_row("ad_cost", start=DAY)["revision"] == 2


def test_booked_costs_are_part_of_what_a_source_cost():
    play = a_day()
    report(play, 900)
    cost = {"cost_kind": "commission", "audience": "all", "traffic_source": "ppc", "day": "2026-11-20"}
    play.say("cost.booked", cost_id="x1", amount_minor=400, **cost)
    play.say("cost.booked", cost_id="x2", amount_minor=-100, **cost)
    paid = {"order_id": "o1", "buyer_id": "b1", "amount_minor": 5000, "traffic_source": "ppc"}
    play.say("order.paid", **paid)
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("source_cost", traffic_source="ppc") == 1200
    assert play.final("cost_per_buyer", traffic_source="ppc") == 1200
