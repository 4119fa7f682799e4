"""S01: a coupon at a hundredth of its price, as the analyzer sees it (the page itself is the alerts service's)."""

from datetime import timedelta

from tests.stories.orders import buy, publish, set_cost
from tests.stories.player import Player, moment

START = "2026-11-20T10:00:00+08:00"


def the_morning() -> Player:
    play = Player().at("2026-11-20T09:58:00+08:00")
    set_cost(play, "i1", 6000, 8000)
    play.pass_to("2026-11-20T09:59:00+08:00")
    publish(play, "pr1", ["i1"], 100, START)
    return play


def orders_until(play: Player, first: int, last: int) -> None:
    for number in range(first, last):
        play.at(moment(START) + timedelta(seconds=0.6 * number))
        if number % 4 == 0:
            play.tick()
        buy(play, f"o{number}", "i1", 100, buyer_id=f"b{number}")


def test_the_pulse_that_ends_ten_seconds_in_shows_seventeen_orders_and_what_they_cost():
    play = the_morning()
    orders_until(play, 0, 17)
    play.pass_to("2026-11-20T10:00:10+08:00")
    for scope in ({"promo_id": "pr1"}, {"item_id": "i1"}):
        assert play.current("below_floor_orders", "pulse", **scope) == 17
        assert play.current("below_floor_units", "pulse", **scope) == 17
        assert play.current("promo_loss", "pulse", **scope) == 100_300
    assert play.current("promo_orders", "pulse", promo_id="pr1") == 17
    parts = play.current_row("promo_loss", "pulse", promo_id="pr1")["parts"]
    assert parts["price_minor"] == 100
    assert parts["floor_minor"] == 8000
    assert parts["cost_minor"] == 6000
    assert parts["first_order_at"] == "2026-11-20T02:00:00.000Z"


def test_after_ten_minutes_the_loss_is_fifty_nine_thousand_and_a_hundred_orders_come_a_minute():
    play = the_morning()
    orders_until(play, 0, 1000)
    play.pass_to("2026-11-20T10:10:00+08:00")
    play.say("promo.withdrawn", promo_id="pr1")
    play.tick()
    assert play.current("promo_loss", "to_date", promo_id="pr1") == 5_900_000
    assert play.current("below_floor_units", "to_date", promo_id="pr1") == 1000
    assert play.current("promo_order_rate", "r10m", promo_id="pr1") == 100
    assert play.current("promo_order_rate", "r10m", item_id="i1") == 100
    assert play.current("order_rate_baseline", "r14", item_id="i1") == 0.05
