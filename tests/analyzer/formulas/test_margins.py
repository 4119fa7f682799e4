"""Margins and the return that breaks even (metrics.md M4)."""

from typing import Any

from tests.stories.orders import buy, line_of, set_cost
from tests.stories.player import Player

CLOSED = "2026-11-21T00:03:00+08:00"
R30 = "2026-10-22T00:00:00+08:00"  # the 30 days that end with the 20th
PPC = {"traffic_source": "ppc"}


def settings(play: Player, **more: Any) -> None:
    base = {"timezone": "Asia/Shanghai", "currency": "CNY", "revision": 1}
    play.say("shop.configured", **{**base, "effective_from": "2026-01-01T00:00:00+08:00", **more})


def test_the_margin_is_that_of_the_lines_whose_cost_was_known_at_the_time():
    play = Player().at("2026-11-20T09:00:00+08:00")
    settings(play, gross_margin=0.4)
    buy(play, "o0", "i1", 1000)
    set_cost(play, "i1", 600, 0, since="2026-11-20T10:00:00+08:00")
    play.pass_to("2026-11-20T11:00:00+08:00")
    buy(play, "o1", "i1", 1000, 3)
    buy(play, "o2", "i2", 9999)
    play.pass_to(CLOSED)
    for scope in ({}, {"item_id": "i1"}):
        margin, even = (play.final_row(m, "r30", R30, **scope) for m in ("gross_margin", "break_even_roi"))
        assert (margin["numerator"], margin["denominator"]) == (2, 5)
        assert (even["value"], even["numerator"], even["denominator"]) == (2.5, 5, 2)
    assert not play.rows("gross_margin", "r30", item_id="i2")


def test_a_gift_costs_what_it_costs():
    play = Player().at("2026-11-20T09:00:00+08:00")
    set_cost(play, "i1", 600, 0)
    set_cost(play, "g1", 100, 0)
    lines = [line_of("i1", 1000), {**line_of("g1", 0), "line_id": "2", "is_gift": True}]
    play.say("order.paid", order_id="o1", amount_minor=1000, lines=lines)
    play.pass_to(CLOSED)
    assert play.final("gross_margin", "r30", R30) == 0.3


def test_without_a_known_cost_the_shops_own_margin_stands():
    play = Player().at("2026-11-20T09:00:00+08:00")
    settings(play, gross_margin=0.4)
    buy(play, "o1", "i1", 1000)
    spend_on_item(play)
    play.pass_to(CLOSED)
    for scope in ({}, {"item_id": "i1"}):
        assert play.final("gross_margin", "r30", R30, **scope) == 0.4
        assert play.final("break_even_roi", "r30", R30, **scope) == 2.5


def spend_on_item(play: Player) -> None:
    row = {"day": "2026-11-20", "as_of": "2026-11-21T00:00:00+08:00", "revision": 1, "item_id": "i1"}
    play.say("ad.reported", impressions=9, clicks=3, cost_minor=100, **row, **PPC)


def test_without_either_nobody_knows():
    play = Player().at("2026-11-20T09:00:00+08:00")
    buy(play, "o1", "i1", 1000)
    play.pass_to(CLOSED)
    for metric in ("gross_margin", "break_even_roi"):
        assert play.final_row(metric, "r30", R30)["null_reason"] == "not_configured"


def test_goods_sold_under_their_cost_have_no_return_that_pays():
    play = Player().at("2026-11-20T09:00:00+08:00")
    set_cost(play, "i1", 600, 0)
    buy(play, "o1", "i1", 500)
    play.pass_to(CLOSED)
    assert play.final("gross_margin", "r30", R30) == -0.2
    assert play.final_row("break_even_roi", "r30", R30)["null_reason"] == "zero_denominator"


def test_a_cost_told_later_for_the_time_of_the_sale_changes_the_margin():
    play = Player().at("2026-11-20T09:00:00+08:00")
    set_cost(play, "i1", 600, 0)
    buy(play, "o1", "i1", 1000)
    play.pass_to(CLOSED)
    play.say(
        "item.cost.set",
        item_id="i1",
        unit_cost_minor=700,
        effective_from="2026-11-02T00:00:00+08:00",
        revision=1,
    )
    play.pass_to("2026-11-21T00:04:00+08:00")
    assert play.final("gross_margin", "r30", R30) == 0.3
