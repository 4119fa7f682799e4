"""S03: an order of 100.00 is refunded 30.00 and 80.00: the second refund is cut at what was paid."""

from tests.stories.orders import buy
from tests.stories.player import Player

DAY1, DAY2, DAY3 = (f"2026-11-{day}T00:00:00+08:00" for day in (20, 21, 22))


def test_refunds_are_series_of_their_own_and_never_more_than_was_paid():
    play = Player().at("2026-11-20T12:00:00+08:00")
    buy(play, "o1", "i1", 10_000, buyer_id="b1")
    play.pass_to("2026-11-21T12:00:00+08:00")
    play.say("order.refunded", refund_id="r1", order_id="o1", amount_minor=3000)
    play.pass_to("2026-11-22T12:00:00+08:00")
    play.say("order.refunded", refund_id="r2", order_id="o1", amount_minor=8000)
    play.pass_to("2026-11-23T00:03:00+08:00")
    assert play.final("gmv", "day", DAY1) == 10_000
    assert play.final("refund_amount", "day", DAY1) == 0
    assert play.final("refund_amount", "day", DAY2) == 3000
    assert play.final("refund_amount", "day", DAY3) == 7000
    assert play.final("over_refund_amount", "day", DAY3) == 1000
    assert play.final("net_sales", "day", DAY2) == -3000
    assert play.final("refund_by_order_day", "day", DAY1) == 10_000
    assert play.final("refund_rate", "day", DAY1) == 1
    assert play.final("orders", "day", DAY1) == 1
    assert play.final("buyers", "day", DAY1) == 1
