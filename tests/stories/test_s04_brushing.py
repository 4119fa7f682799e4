"""S04: orders that are no sales leave every figure, back to their own day."""

from tests.stories.orders import buy
from tests.stories.player import Player

DAY1 = "2026-11-20T00:00:00+08:00"


def test_an_order_excluded_the_day_after_restates_its_own_day():
    play = Player().at("2026-11-20T12:00:00+08:00")
    for number in range(10):
        buy(play, f"o{number}", "i1", 10_000, buyer_id=f"b{number}", is_brushing=number < 2)
    play.pass_to("2026-11-21T12:00:00+08:00")
    assert [play.final(m, "day", DAY1) for m in ("gmv", "orders", "excluded_orders")] == [80_000, 8, 2]
    play.say("order.excluded", order_id="o5", reason="brushing")
    play.pass_to("2026-11-21T12:00:30+08:00")
    assert [play.final(m, "day", DAY1) for m in ("gmv", "orders", "excluded_orders")] == [70_000, 7, 3]
    assert play.final_row("gmv", "day", DAY1)["revision"] == 2
    assert play.final("excluded_orders", "day", DAY1, reason="brushing") == 3
    assert play.final("gmv", "day", DAY1, item_id="i1") == 70_000
