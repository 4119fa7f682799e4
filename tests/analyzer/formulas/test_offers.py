"""What an own item is offered at, and competing items of its style (metrics.md M10)."""

from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.stories.market import change_price, list_item, look
from tests.stories.orders import publish
from tests.stories.player import Player

ITEM = {"item_id": "i1"}


def price(play: Player, day: str = FRIDAY) -> int | None:
    found: int | None = play.final("own_price", "day", day, **ITEM)
    return found


def test_the_price_is_the_latest_one_listed_or_changed():
    play = at_ten()
    list_item(play, "i1", 23800, envelope={"time": "2026-11-18T10:00:00+08:00"})
    change_price(play, 1, "i1", 21400, envelope={"time": "2026-11-19T10:00:00+08:00"})
    leap(play)
    assert price(play) == 21400
    assert price(play, "2026-11-18T00:00:00+08:00") == 23800


def test_a_price_of_one_sku_is_the_latest_one_too():
    play = at_ten()
    list_item(play, "i1", 23800)
    change_price(play, 1, "i1", 19900, sku_id="red", envelope={"time": "2026-11-20T11:00:00+08:00"})
    leap(play)
    assert price(play) == 19900
    change_price(play, 2, "i1", 30000, envelope={"time": "2026-11-20T13:00:00+08:00"})
    leap(play, "2026-11-21T00:05:00+08:00")
    assert price(play) == 30000


def test_a_live_fixed_price_below_it_is_what_counts_until_it_is_withdrawn():
    play = at_ten()
    list_item(play, "i1", 23800)
    publish(play, "pr1", ["i1"], 15000, "2026-11-20T12:00:00+08:00")
    publish(play, "pr2", ["i1"], 26000, "2026-11-20T12:00:00+08:00")
    publish(play, "pr3", ["i2"], 100, "2026-11-20T12:00:00+08:00")
    leap(play)
    assert price(play) == 15000
    play.say("promo.withdrawn", envelope={"time": "2026-11-20T20:00:00+08:00"}, promo_id="pr1")
    leap(play, "2026-11-21T00:05:00+08:00")
    assert price(play) == 23800


def test_a_promo_that_begins_and_ends_is_seen_within_a_minute_though_nothing_happens():
    play = at_ten()
    list_item(play, "i1", 23800)
    publish(play, "pr1", ["i1"], 15000, "2026-11-20T10:05:00+08:00", ends_at="2026-11-20T10:08:00+08:00")
    for clock, expected in (("10:04:30", 23800), ("10:06:10", 15000), ("10:09:10", 23800)):
        play.pass_to(f"2026-11-20T{clock}+08:00")
        assert play.current("own_price", "day", **ITEM) == expected


def test_a_promo_of_the_whole_shop_holds_for_every_item():
    play = at_ten()
    list_item(play, "i1", 23800)
    publish(play, "pr1", [], 15000, "2026-11-20T12:00:00+08:00", ends_at="2026-11-21T12:00:00+08:00")
    leap(play, "2026-11-22T00:03:00+08:00")
    assert price(play) == 15000
    assert price(play, "2026-11-21T00:00:00+08:00") == 23800


def test_an_item_off_sale_has_no_row_from_the_next_day_on():
    play = at_ten()
    list_item(play, "i1", 23800)
    list_item(play, "i2", 9900, delist_at="2026-11-20T18:00:00+08:00")
    delisted = {"listing_id": "l-i1", "item_id": "i1"}
    play.say("item.delisted", envelope={"time": "2026-11-20T20:00:00+08:00"}, **delisted)
    leap(play)
    leap(play, "2026-11-22T00:03:00+08:00")
    for item in ("i1", "i2"):
        rows = play.rows("own_price", "day", item_id=item)
        assert {row["window"]["start"] for row in rows} == {FRIDAY}


def test_the_lowest_price_of_three_days_is_compared_with_the_own_one():
    play = at_ten()
    list_item(play, "i1", 23800)
    look(play, "k1", "z1", "2026-11-17", 10000, same_style_of="i1")
    look(play, "k1", "z1", "2026-11-18", 22610, same_style_of="i1")
    look(play, "k1", "z1", "2026-11-20", 23000, same_style_of="i1")
    look(play, "k2", "z1", "2026-11-20", 23500, same_style_of="i1")
    look(play, "k2", "z2", "2026-11-20", 100, same_style_of="i2")
    leap(play)
    row = play.final_row("peer_price_ratio", "day", FRIDAY, **ITEM)
    assert (row["value"], row["numerator"], row["denominator"]) == (0.95, 22610, 23800)
    assert row["parts"] == {"peer_item": "k1 z1", "price_minor": 22610, "own_price_minor": 23800}


def test_the_ratio_follows_a_price_told_late():
    play = at_ten()
    list_item(play, "i1", 20000)
    look(play, "k1", "z1", "2026-11-20", 19000, same_style_of="i1")
    leap(play)
    assert play.final("peer_price_ratio", "day", FRIDAY, **ITEM) == 0.95
    change_price(play, 1, "i1", 19000, envelope={"time": "2026-11-20T23:00:00+08:00"})
    leap(play, "2026-11-21T00:05:00+08:00")
    row = play.final_row("peer_price_ratio", "day", FRIDAY, **ITEM)
    assert (row["value"], row["revision"]) == (1, 2)


def test_an_item_without_a_price_has_no_ratio():
    play = at_ten()
    look(play, "k1", "z1", "2026-11-20", 19000, same_style_of="i1", units_sold_7d=3)
    leap(play)
    assert play.final_row("peer_price_ratio", "day", FRIDAY, **ITEM)["null_reason"] == "no_data"
    assert play.final("peer_units_sold", "day", FRIDAY, **ITEM) == 3


def test_units_of_competing_items_are_those_of_their_latest_looks_added_up():
    play = at_ten()
    look(play, "k1", "z1", "2026-11-18", 100, same_style_of="i1", units_sold_7d=30)
    look(play, "k1", "z1", "2026-11-20", 100, same_style_of="i1", units_sold_7d=35)
    look(play, "k2", "z1", "2026-11-19", 100, same_style_of="i1", units_sold_7d=4)
    look(play, "k2", "z2", "2026-11-20", 100, same_style_of="i1")
    leap(play)
    assert play.final("peer_units_sold", "day", FRIDAY, **ITEM) == 39


def test_a_stolen_image_counts_once_an_item_and_for_three_days():
    play = at_ten()
    look(play, "k1", "z1", "2026-11-19", 100, same_style_of="i1", image_stolen=True)
    look(play, "k1", "z1", "2026-11-20", 100, same_style_of="i1", image_stolen=True)
    look(play, "k2", "z1", "2026-11-20", 100, same_style_of="i1", image_stolen=False)
    leap(play)
    row = play.final_row("stolen_images", "day", FRIDAY, **ITEM)
    assert (row["value"], row["parts"]) == (1, {"peer_item_1": "k1 z1"})
    leap(play, "2026-11-24T00:03:00+08:00")
    assert play.final("stolen_images", "day", "2026-11-22T00:00:00+08:00", **ITEM) == 1
    assert play.final("stolen_images", "day", "2026-11-23T00:00:00+08:00", **ITEM) == 0


def test_a_look_that_no_longer_sees_the_style_is_taken_back():
    play = at_ten()
    look(play, "k1", "z1", "2026-11-20", 100, same_style_of="i1", image_stolen=True)
    leap(play)
    look(play, "k1", "z1", "2026-11-20", 100, revision=2)
    leap(play, "2026-11-21T00:05:00+08:00")
    row = play.final_row("stolen_images", "day", FRIDAY, **ITEM)
    assert (row["value"], row["revision"]) == (0, 2)
