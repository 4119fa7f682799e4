"""S38: the refund comes before the payment, the payment a day late, each event twice: the totals do not care."""

from tests.stories.player import Player

DAY1, DAY2 = "2026-11-20T00:00:00+08:00", "2026-11-21T00:00:00+08:00"
PAID_AT = "2026-11-20T15:00:00+08:00"


def refund(play: Player) -> None:
    play.say("order.refunded", envelope={"id": "r"}, refund_id="r1", order_id="o1", amount_minor=4000)


def pay(play: Player) -> None:
    paid = {"order_id": "o1", "buyer_id": "b1", "amount_minor": 10_000}
    play.say("order.paid", envelope={"id": "p", "time": PAID_AT}, **paid)


def test_totals_are_those_of_the_events_in_order_and_the_late_day_is_at_revision_two():
    play = Player().at("2026-11-20T12:00:00+08:00")
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    play.pass_to("2026-11-20T18:00:00+08:00")
    refund(play)
    refund(play)
    play.pass_to("2026-11-21T12:00:00+08:00")
    assert play.final("gmv", "day", DAY1) == 0
    assert play.final("refund_amount", "day", DAY1) == 4000
    pay(play)
    pay(play)
    play.pass_to("2026-11-22T00:03:00+08:00")
    row = play.final_row("gmv", "day", DAY1)
    assert (row["value"], row["revision"], row["is_history"]) == (10_000, 2, True)
    assert play.final("refund_amount", "day", DAY1) == 4000
    assert play.final("net_sales", "day", DAY1) == 6000
    assert play.final("refund_by_order_day", "day", DAY1) == 4000
    assert play.final("gmv", "day", DAY2) == 0
    assert not play.rows("promo_units", "pulse", is_final=False, item_id="i1")
