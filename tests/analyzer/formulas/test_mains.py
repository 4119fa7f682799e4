"""Main items against the shop, and what sells of the shelf (metrics.md M3)."""

from fractions import Fraction

from tests.stories.customers import bought
from tests.stories.orders import buy, line_of
from tests.stories.player import Player
from tests.stories.shelf import configured, delisted, listed

DAY = "2026-11-{:02}T12:00:00+08:00"


def sold(play: Player, order: str, item: str, amount: int, day: int, buyer: str) -> None:
    """An order of one item on a day of November, told as history."""
    data = {"order_id": order, "amount_minor": amount, "lines": [line_of(item, amount)], "buyer_id": buyer}
    play.say("order.paid", envelope={"time": DAY.format(day), "history": True}, **data)


def a_week() -> Player:
    """i1 sells 900 to three buyers, one of them twice on two days; i2 600 to two, one of them a buyer of i1."""
    play = Player().at("2026-11-20T09:00:00+08:00")
    for order, item, amount, day, buyer in (
        ("o1", "i1", 300, 14, "b1"),
        ("o2", "i1", 200, 15, "b1"),
        ("o3", "i1", 250, 15, "b2"),
        ("o4", "i1", 150, 19, "b3"),
        ("o5", "i2", 400, 19, "b3"),
        ("o6", "i2", 200, 19, "b4"),
        ("o7", "i3", 100, 13, "b5"),  # the day before the week
    ):
        sold(play, order, item, amount, day, buyer)
    play.say("page.viewed", view_id="v", visitor_id="u", page_type="home")
    return play


def exact(play: Player, metric: str, **scope: str) -> Fraction:
    row = play.final_row(metric, "r7", "2026-11-14T00:00:00+08:00", **scope)
    return Fraction(row["numerator"], row["denominator"])


def closed(play: Player) -> Player:
    return play.leap_to("2026-11-21T00:05:00+08:00")


def test_the_main_item_is_the_one_with_the_largest_gmv_of_thirty_days():
    play = a_week()
    sold(play, "big", "i3", 850, 1, "b9")  # 950 in the thirty days, though only before the week
    play = closed(play)
    row = play.final_row("main_value_per_buyer", "r7", "2026-11-14T00:00:00+08:00", item_id="i3")
    assert row["null_reason"] == "zero_denominator"  # it sold nothing in the week
    play = a_week()
    sold(play, "old", "i3", 850, 1, "b9")
    sold(play, "more", "i1", 60, 2, "b9")  # now i1 has 960
    assert exact(closed(play), "main_value_per_buyer", item_id="i1") == Fraction(900, 4)


def test_the_shop_is_set_against_its_main_item_exactly():
    play = closed(a_week())
    shop, main = Fraction(1500, 1 + 2 + 2), Fraction(900, 1 + 2 + 1)
    assert exact(play, "main_value_per_buyer", item_id="i1") == main
    assert exact(play, "value_ratio") == shop / main
    row = play.final_row("value_ratio", "r7", "2026-11-14T00:00:00+08:00")
    assert (row["parts"]["buyers"], row["parts"]["main_buyers"]) == (5, 4)


def test_declared_main_items_are_taken_together_and_a_buyer_of_both_counts_once():
    play = a_week()
    configured(play, main_item_ids=["i1", "i2"])
    play = closed(play)
    assert exact(play, "main_value_per_buyer", item_id="i1") == Fraction(900, 4)
    assert exact(play, "main_value_per_buyer", item_id="i2") == Fraction(600, 2)
    assert exact(play, "value_ratio") == Fraction(1500, 5) / Fraction(1500, 5)


def test_a_declaration_that_is_told_later_restates_the_windows_that_end_under_it():
    play = closed(a_week())
    configured(play, since="2026-11-20T00:00:00+08:00", main_item_ids=["i2"])
    play.leap_to("2026-11-21T00:10:00+08:00")
    assert exact(play, "value_ratio") == Fraction(1500, 5) / Fraction(600, 2)


def test_a_shop_that_sold_nothing_has_no_ratio():
    play = Player().at("2026-11-20T09:00:00+08:00")
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    assert closed(play).final_row("value_ratio", "r7")["null_reason"] == "zero_denominator"


def shelf(play: Player, length: str, **scope: str) -> tuple[int, int]:
    row = play.final_row("sell_through", length, **scope)
    assert row["window"]["end"] == "2026-11-21T00:00:00+08:00"
    return row["numerator"], row["denominator"]


def test_what_sells_of_the_shelf_by_category_and_in_a_week_or_a_month():
    play = Player().at("2026-11-20T09:00:00+08:00")
    for item, category in (("i1", "dress"), ("i2", "dress"), ("i3", "coat"), ("i4", None), ("i5", "coat")):
        listed(play, item, category, time="2026-10-01T12:00:00+08:00", history=True)
    sold(play, "o1", "i1", 100, 14, "b1")
    sold(play, "o2", "i2", 100, 13, "b1")  # in the thirty days only
    sold(play, "o3", "i3", 100, 15, "b1")
    sold(play, "o4", "i9", 100, 15, "b1")  # never listed
    delisted(play, "i3")  # sold, but off the shelf at the end
    play = closed(play)
    assert shelf(play, "r7") == (1, 4)
    assert shelf(play, "r30") == (2, 4)
    assert shelf(play, "r7", category_id="dress") == (1, 2)
    assert shelf(play, "r30", category_id="dress") == (2, 2)
    assert shelf(play, "r30", category_id="coat") == (0, 1)


def test_a_listing_told_late_restates_every_window_since():
    play = Player().at("2026-11-02T09:00:00+08:00")
    listed(play, "i1")
    bought(play, "o1", "b1", "2026-11-02T08:00:00+08:00")
    for day in range(3, 22):
        play.at(f"2026-11-{day:02}T00:05:00+08:00").tick()
        play.say("page.viewed", view_id=f"v{day}", visitor_id="u1", page_type="home")
    assert shelf(play, "r30") == (1, 1)
    listed(play, "i2", time="2026-11-03T09:00:00+08:00")
    play.leap_to("2026-11-21T00:10:00+08:00")
    assert shelf(play, "r30") == (1, 2)
    assert shelf(play, "r7") == (0, 2)


def test_an_item_whose_time_is_over_is_off_the_shelf():
    play = Player().at("2026-11-20T09:00:00+08:00")
    listed(play, "i1")
    timed = {"listing_id": "l2", "item_id": "i2", "title": "t", "price_minor": 100}
    play.say("item.listed", **timed, delist_at="2026-11-20T20:00:00+08:00")
    buy(play, "o1", "i1", 100)
    assert shelf(closed(play), "r7") == (1, 1)
