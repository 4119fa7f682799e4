"""Stock and what follows from it (metrics.md M6)."""

import random
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from types import FrameType
from typing import Any

from tests.stories.orders import buy
from tests.stories.player import Player
from tests.stories.stock import counted, sold_before

ITEM = {"item_id": "i1"}


def stock(play: Player, number: int, delta: int, on_hand: int | None = None, **envelope: object) -> None:
    """One movement of the item's stock."""
    data = {
        "adjustment_id": f"k{number}",
        "item_id": "i1",
        "delta": delta,
        "on_hand": on_hand,
        "reason": "sale",
    }
    play.say("stock.adjusted", envelope=envelope, **{name: v for name, v in data.items() if v is not None})


def test_stock_is_what_was_counted_last_and_what_moved_since():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    stock(play.pass_to("2026-11-20T11:00:00+08:00"), 2, -4)
    play.pass_to("2026-11-20T11:00:10+08:00")
    assert play.current("stock_on_hand", "day", **ITEM) == 26


def test_a_day_without_a_movement_has_the_stock_of_the_day_before():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    play.leap_to("2026-11-22T00:03:00+08:00")
    assert play.final("stock_on_hand", "day", start="2026-11-21T00:00:00+08:00", **ITEM) == 30


def test_a_movement_told_late_changes_its_day_and_the_days_after_it():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    play.leap_to("2026-11-22T00:03:00+08:00")
    stock(play, 2, -5, time="2026-11-20T20:00:00+08:00")
    play.leap_to("2026-11-22T00:10:00+08:00")
    assert play.final("stock_on_hand", "day", start="2026-11-20T00:00:00+08:00", **ITEM) == 25
    assert play.final("stock_on_hand", "day", start="2026-11-21T00:00:00+08:00", **ITEM) == 25


def test_oversold_units_stand_beside_a_stock_of_none():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, -3, on_hand=-2)
    play.pass_to("2026-11-20T10:01:00+08:00")
    row = play.current_row("stock_on_hand", "day", **ITEM)
    assert (row["value"], row["parts"]["oversold_units"]) == (0, 2)


def article(play: Player, number: int, sku: str, delta: int, on_hand: int | None = None) -> None:
    """A movement of one article of the item."""
    data = {"adjustment_id": f"s{number}", "item_id": "i1", "sku_id": sku, "delta": delta, "reason": "sale"}
    play.say("stock.adjusted", **data, **({} if on_hand is None else {"on_hand": on_hand}))


def test_each_article_has_its_own_count_and_the_item_has_their_sum():
    play = Player().at("2026-11-20T10:00:00+08:00")
    article(play, 1, "red", 0, on_hand=10)
    article(play, 2, "blue", 0, on_hand=5)
    article(play, 3, "red", -3)
    assert play.pass_to("2026-11-20T10:01:00+08:00").current("stock_on_hand", "day", **ITEM) == 12


def test_a_movement_told_again_of_another_day_counts_once():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    stock(play, 2, -4, time="2026-11-20T09:59:59+08:00")
    play.pass_to("2026-11-21T10:00:00+08:00")
    stock(play, 2, -4)  # the same movement, later: the first telling counts
    stock(play, 2, -5, time="2026-11-19T23:00:00+08:00")  # and an earlier one, before the count
    play.leap_to("2026-11-22T00:05:00+08:00")
    assert play.final("stock_on_hand", "day", start="2026-11-20T00:00:00+08:00", **ITEM) == 30
    assert play.final("stock_on_hand", "day", start="2026-11-21T00:00:00+08:00", **ITEM) == 30


def test_days_said_before_an_item_was_told_of_get_their_rows_whatever_came_first():
    orders = []
    for first in (True, False):
        play = Player().at("2026-11-20T10:00:00+08:00")
        if first:
            counted(play, 1, 30)
        play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
        play.leap_to("2026-11-23T00:05:00+08:00")
        if not first:
            counted(play, 1, 30, time="2026-11-20T10:00:00+08:00")
        play.leap_to("2026-11-23T00:10:00+08:00")
        rows = play.rows("stock_on_hand", "day", **ITEM)
        orders.append({row["window"]["start"]: row["value"] for row in rows})
    assert orders[0] == orders[1]
    assert len(orders[0]) == 3


def test_the_final_mean_takes_the_seven_days_that_end_with_its_day():
    play = Player().at("2026-11-20T09:00:00+08:00")
    sold_before(play, [70, 1, 1, 1, 1, 1, 1])
    buy(play, "today", "i1", 100, qty=15)
    counted(play, 1, 42)
    play.leap_to("2026-11-21T00:03:00+08:00")
    row = play.final_row("daily_units_mean", "r7", **ITEM)
    assert (row["numerator"], row["denominator"]) == (21, 7)
    assert play.final("days_of_cover", "day", **ITEM) == 14


def test_a_day_of_which_nothing_is_known_is_left_out_of_the_mean():
    play = Player().at("2026-11-20T09:00:00+08:00")
    sold_before(play, [8, 2, 2, 2, 2, 2], until="2026-11-19T00:00:00+08:00")  # nothing came on the 19th
    sold_before(play, [6, 100], until="2026-11-13T00:00:00+08:00")
    counted(play, 1, 20)
    play.pass_to("2026-11-20T09:00:10+08:00")
    row = play.current_row("days_of_cover", "day", **ITEM)
    assert (row["numerator"], row["denominator"]) == (20 * 7, 118)
    buy(play, "late", "i1", 100, envelope={"time": "2026-11-19T12:00:00+08:00", "history": True})
    play.pass_to("2026-11-20T09:01:00+08:00")
    stock(play, 2, 0)
    play.pass_to("2026-11-20T09:02:00+08:00")
    row = play.current_row("days_of_cover", "day", **ITEM)
    assert (row["numerator"], row["denominator"]) == (20 * 7, 19)


def test_two_days_are_too_few_for_a_mean():
    play = Player().at("2026-11-20T09:00:00+08:00")
    sold_before(play, [5, 5])
    counted(play, 1, 20)
    play.pass_to("2026-11-20T09:00:10+08:00")
    for metric in ("days_of_cover", "reorder_units"):
        assert play.current_row(metric, "day", **ITEM)["null_reason"] == "min_samples"


def test_a_sale_told_late_restates_the_cover_of_the_days_that_look_back_on_it():
    play = Player().at("2026-11-20T09:00:00+08:00")
    sold_before(play, [1] * 7)
    counted(play, 1, 28)
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert play.final("days_of_cover", "day", **ITEM) == 32.666667
    buy(play, "late", "i1", 100, qty=8, envelope={"time": "2026-11-18T12:00:00+08:00"})
    play.leap_to("2026-11-21T00:10:00+08:00")
    row = play.final_row("days_of_cover", "day", **ITEM)
    assert (row["numerator"], row["denominator"], row["revision"]) == (28 * 7, 14, 2)


def test_the_supplier_says_how_long_it_takes_and_what_is_the_least():
    play = Player().at("2026-11-20T09:00:00+08:00")
    sold_before(play, [10] * 7)
    counted(play, 1, 90)
    play.pass_to("2026-11-20T09:00:10+08:00")
    assert play.current_row("stock_state", "day", **ITEM)["label"] == "ok"
    setting = {"effective_from": "2026-11-01T00:00:00+08:00", "revision": 1}
    play.say("supplier.lead_time.set", item_id="i1", lead_days=10, min_order_units=200, **setting)
    play.pass_to("2026-11-20T09:00:20+08:00")
    assert play.current_row("stock_state", "day", **ITEM)["label"] == "low"
    assert play.current("reorder_units", "day", **ITEM) == 200


def lines_run(work: Callable[[], None]) -> int:
    """How many lines of Python some work takes: the same each time, however busy the machine is."""
    lines, tracer = 0, sys.gettrace()

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(tracer)
    return lines


def test_a_day_of_many_movements_in_any_order_costs_each_the_same():
    play = Player().at("2026-11-20T10:00:00+08:00")
    counted(play, 0, 20_000)
    took, places = [], random.Random(1).sample(range(4000), 4000)
    for heard, number in enumerate(places):
        at = datetime.fromisoformat("2026-11-20T10:00:01+08:00") + timedelta(seconds=number)
        tell = partial(stock, play, number, -1, time=at, receivedat="2026-11-20T12:00:00+08:00")
        if heard % 40:
            tell()
        else:
            took.append(lines_run(tell))
    assert sum(took[-25:]) < 2 * sum(took[:25])
    play.pass_to("2026-11-20T12:00:00+08:00")
    assert play.current("stock_on_hand", "day", **ITEM) == 16_000


def test_movements_are_summed_up_when_nothing_can_change_them_and_the_stock_stays():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    stock(play.at("2026-11-21T10:00:00+08:00"), 2, -4)
    for day in range(1, 50):
        play.at(datetime.fromisoformat("2026-11-22T10:00:00+08:00") + timedelta(days=day)).tick()
    shop = play.aggregator._held["s1"].shop
    assert not shop.entities["moves"]
    assert shop.get("stock", "i1").days == {}
    stock(play, 3, -1)
    play.pass_to(play.now + timedelta(seconds=10))
    assert play.current("stock_on_hand", "day", **ITEM) == 25
    for days in (401, 402):
        play.at(play.now + timedelta(days=days)).tick()
    assert not shop.entities["stock"]
