"""Visitors, orders and buyers that nothing is heard of are bytes, in a shop that lives as in one that comes back."""

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.entities.seen import Seen
from tests.stories.orders import buy, publish, set_cost
from tests.stories.player import Player


def a_morning() -> Player:
    """Three visitors looked and one of them bought; an hour went by."""
    play = Player().at("2026-11-20T10:00:00+08:00")
    for n in range(3):
        play.say("page.viewed", view_id=f"v{n}", visitor_id=f"u{n}", page_type="item", item_id=f"i{n}")
    buy(play, "o1", "i1", 500, buyer_id="b1", visitor_id="u1")
    play.aggregator.take_changed()
    play.pass_to("2026-11-20T11:00:00+08:00")
    play.aggregator.take_changed()
    return play


def packed(play: Player) -> set[str]:
    kept = shop_of(play).kept["visitor"]
    return {name for name, seen in kept.glimpse(Seen) if isinstance(seen, Seen)}


def shop_of(play: Player):
    return play.aggregator._held["s1"].shop


def come_back(play: Player) -> None:
    items = play.aggregator.take_changed()
    assert not play.aggregator.take_dropped()
    play.aggregator = ShopAggregator()
    play.aggregator.restore(items)


def test_visitors_who_are_gone_are_packed_and_counted_on_when_they_come_again():
    play = a_morning()
    assert packed(play) == {"u0", "u1", "u2"}
    play.say("page.viewed", view_id="v9", visitor_id="u1", page_type="home", traffic_source="ppc")
    assert packed(play) == {"u0", "u2"}
    buy(play, "o2", "i2", 700, buyer_id="b1", visitor_id="u1")
    play.say("order.refunded", order_id="o1", refund_id="r1", amount_minor=500)
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("visitors") == 3
    assert play.final("visits") == 4
    assert play.final("gmv") == 1200
    assert play.final("refund_amount") == 500


def test_a_restored_shop_opens_nobody_and_closes_only_what_was_open():
    play = Player().at("2026-11-20T10:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="gone", page_type="home")
    play.at("2026-11-20T10:50:00+08:00").tick()
    play.say("page.viewed", view_id="v1", visitor_id="here", page_type="home")
    come_back(play)
    assert packed(play) == {"gone", "here"}
    assert shop_of(play).open_visits.names == ["here"]
    visits = shop_of(play).get("visitor", "gone").visits
    assert [visit.is_closed for visit in visits] == [True]
    play.pass_to("2026-11-20T11:30:00+08:00")
    assert not shop_of(play).open_visits
    play.pass_to("2026-11-21T00:03:00+08:00")
    row = play.final_row("bounce_rate")
    assert (row["numerator"], row["denominator"]) == (2, 2)


def test_a_promo_told_after_a_kill_finds_the_orders_of_before():
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i1", 500, buyer_id="b1", visitor_id="u1")
    come_back(play)
    publish(play, "p1", ["i1"], 400, "2026-11-20T09:00:00+08:00")
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.current("promo_orders", "to_date", promo_id="p1") == 1


def test_conflicting_events_are_still_counted_after_a_kill():
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i1", 500, buyer_id="b1")
    buy(play, "o1", "i1", 900, buyer_id="b1")
    before = play.aggregator.progress()[0].conflicting_events
    assert before > 0
    come_back(play)
    assert play.aggregator.progress()[0].conflicting_events == before


def test_the_guard_still_names_price_and_floor_after_a_kill():
    play = Player().at("2026-11-20T10:00:00+08:00")
    set_cost(play, "i1", 300, 450)
    publish(play, "p1", ["i1"], 400, "2026-11-20T09:00:00+08:00")
    buy(play, "o1", "i1", 400, buyer_id="b1")
    play.pass_to("2026-11-20T10:00:10+08:00")
    before = play.current_row("below_floor_units", "to_date", promo_id="p1")["parts"]
    assert (before["price_minor"], before["floor_minor"]) == (400, 450)
    come_back(play)
    buy(play, "o2", "i1", 410, buyer_id="b2")
    play.pass_to("2026-11-20T10:00:20+08:00")
    after = play.current_row("below_floor_units", "to_date", promo_id="p1")
    assert after["value"] == 2
    assert after["parts"]["first_order_at"] == before["first_order_at"]
