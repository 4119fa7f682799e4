"""S45: old news never pages, and a live breach meanwhile does."""

from datetime import timedelta

import pytest

from tests.stories.alerting import Alerting
from tests.stories.orders import buy, publish, set_cost
from tests.stories.player import moment

NOW = moment("2026-11-20T10:00:00+08:00")


def test_thirty_days_of_history_with_sub_floor_orders_tell_nobody():
    play = Alerting().at("2026-11-20T09:59:00+08:00")
    set_cost(play, "i1", 6000, 8000, since="2026-01-01T00:00:00+08:00")
    for number in range(50):
        at = NOW - timedelta(days=30) + timedelta(hours=14 * number)
        buy(play, f"h{number}", "i1", 100, 500, buyer_id="b1", envelope={"time": at, "history": True})
    play.pass_to(NOW)
    assert play.told() == []
    assert play.pending() == []


def test_a_promo_told_as_history_is_not_checked_and_a_live_sale_below_the_floor_still_pages():
    play = Alerting().at("2026-11-20T09:59:00+08:00")
    set_cost(play, "i1", 6000, 8000, since="2026-01-01T00:00:00+08:00")
    starts = "2026-11-01T00:00:00+08:00"
    terms = {"kind": "fixed_price", "item_ids": ["i1"], "price_minor": 100, "stackable": False}
    play.say(
        "promo.published",
        envelope={"history": True, "time": starts},
        promo_id="pr1",
        starts_at=starts,
        **terms,
    )
    play.pass_to(NOW)
    assert play.alerts() == []
    buy(play, "live", "i1", 100, buyer_id="b9")
    play.tick()
    assert [alert["rule_id"] for alert in play.alerts()] == ["below_floor_sale"]


def test_an_order_that_arrives_two_hours_late_pages_nobody():
    play = Alerting().at("2026-11-20T09:59:00+08:00")
    set_cost(play, "i1", 6000, 8000)
    publish(play, "pr1", ["i1"], 9000, "2026-11-20T07:00:00+08:00", limit_per_buyer=2, total_cap=5)
    before = len(play.told())
    buy(play, "late", "i1", 100, buyer_id="b1", envelope={"time": NOW - timedelta(hours=2)})
    play.pass_to(NOW)
    assert len(play.told()) == before


@pytest.mark.parametrize(("hours", "is_told"), [(1, False), (3, True)])
def test_an_order_that_arrives_two_hours_late_pages_where_a_shop_calls_that_news(hours, is_told):
    play = Alerting().at("2026-11-20T06:59:00+08:00")
    zone, since = {"timezone": "Asia/Shanghai", "currency": "CNY"}, "2026-01-01T00:00:00+08:00"
    options = {"old_news_seconds": hours * 3600}
    play.say("shop.configured", **zone, effective_from=since, revision=1, options=options)
    set_cost(play, "i1", 6000, 8000)
    publish(play, "pr1", ["i1"], 9000, "2026-11-20T07:00:00+08:00", limit_per_buyer=2)
    play.pass_to("2026-11-20T07:01:00+08:00")
    play.at("2026-11-20T09:59:00+08:00")
    buy(play, "late", "i1", 9000, 3, buyer_id="b1", envelope={"time": NOW - timedelta(hours=2)})
    play.pass_to(NOW)
    assert ("buyer_limit_exceeded" in {alert["rule_id"] for alert in play.alerts()}) is is_told
