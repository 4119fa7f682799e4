"""S02: what the analyzer says of a buyer who takes more than the limit, or the whole stock."""

from tests.stories.orders import buy, publish, set_cost
from tests.stories.player import Player


def the_day() -> Player:
    play = Player().at("2026-11-20T09:00:00+08:00")
    set_cost(play, "i1", 6000, 8000)
    limits = {"limit_per_buyer": 2, "total_cap": 500, "ends_at": "2026-11-21T00:00:00+08:00"}
    publish(play, "pr2", ["i1"], 15_000, "2026-11-20T10:00:00+08:00", **limits)
    return play.pass_to("2026-11-20T10:00:01+08:00")


def test_a_buyer_who_comes_twice_has_three_units_of_the_promo():
    play = the_day()
    buy(play, "o1", "i1", 15_000, 1, buyer_id="b1")
    play.pass_to("2026-11-20T10:10:00+08:00")
    assert play.current("buyer_promo_units", "pulse", promo_id="pr2", buyer_id="b1") == 1
    buy(play, "o2", "i1", 15_000, 2, buyer_id="b1")
    play.tick()
    row = play.current_row("buyer_promo_units", "pulse", promo_id="pr2", buyer_id="b1")
    assert row["value"] == 3
    assert row["parts"]["orders"] == 2
    assert row["parts"]["amount_minor"] == 45_000
    assert row["parts"]["first_order_at"] == "2026-11-20T02:00:01.000Z"


def test_what_a_buyer_took_too_much_is_no_longer_counted_once_it_is_cancelled():
    play = the_day()
    play.say("order.created", order_id="o1", buyer_id="b1", amount_minor=45_000, lines=[three_units()])
    play.tick()
    assert play.current("buyer_promo_units", "pulse", promo_id="pr2", buyer_id="b1") == 3
    play.say("order.cancelled", order_id="o1")
    play.tick()
    assert play.current("buyer_promo_units", "pulse", promo_id="pr2", buyer_id="b1") == 0
    assert play.current("promo_units", "to_date", promo_id="pr2") == 3


def test_a_buyer_of_many_units_is_said_as_of_now_beside_the_day():
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i1", 500, 12, buyer_id="b1")
    play.pass_to("2026-11-20T10:00:14+08:00")
    rows = [
        play.current_row("buyer_item_units", kind, item_id="i1", buyer_id="b1") for kind in ("pulse", "day")
    ]
    assert [row["value"] for row in rows] == [12, 12]
    assert rows[0]["window"]["end"] == "2026-11-20T10:00:10+08:00"


def three_units() -> dict[str, object]:
    return {"line_id": "1", "item_id": "i1", "qty": 3, "unit_price_minor": 15_000, "amount_minor": 45_000}


def test_one_buyer_taking_the_whole_stock_shows_six_hundred_units_of_the_item():
    play = the_day().pass_to("2026-11-20T11:00:00+08:00")
    buy(play, "o1", "i2", 5000, 300, buyer_id="b2")
    play.tick()
    assert play.current("buyer_item_units", "day", item_id="i2", buyer_id="b2") == 300
    play.pass_to("2026-11-20T11:05:00+08:00")
    buy(play, "o2", "i2", 5000, 300, buyer_id="b2")
    buy(play, "o3", "i2", 5000, 99, buyer_id="b3")
    play.tick()
    row = play.current_row("buyer_item_units", "day", item_id="i2", buyer_id="b2")
    assert row["value"] == 600
    assert row["parts"]["orders"] == 2
    assert row["parts"]["amount_minor"] == 3_000_000
    assert play.current("buyer_item_units", "day", item_id="i2", buyer_id="b3") == 99
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("buyer_item_units", "day", item_id="i2", buyer_id="b2") == 600
