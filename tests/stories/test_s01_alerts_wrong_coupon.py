"""S01: a coupon at a hundredth of its price, from the check before it goes live to the end of the alert."""

from datetime import timedelta

import pytest

from tests.stories.alerting import Alerting, evidence
from tests.stories.orders import buy, publish, set_cost
from tests.stories.player import moment

START = "2026-11-20T10:00:00+08:00"


def the_morning() -> Alerting:
    play = Alerting().at("2026-11-20T09:58:00+08:00")
    play.say("item.listed", listing_id="l1", item_id="i1", title="连衣裙", price_minor=23_800)
    set_cost(play, "i1", 6000, 8000)
    play.pass_to("2026-11-20T09:59:00+08:00")
    publish(play, "pr1", ["i1"], 100, START)
    return play


def orders_until(play: Alerting, first: int, last: int) -> None:
    for number in range(first, last):
        if number % 10 == 0:
            play.pass_to(moment(START) + timedelta(seconds=0.6 * number))
        play.now = moment(START) + timedelta(seconds=0.6 * number)
        buy(play, f"o{number}", "i1", 100, buyer_id=f"b{number}")


@pytest.fixture(scope="module")
def lived() -> Alerting:
    """The whole story, told once; the tests look at different parts of it."""
    play = the_morning()
    orders_until(play, 0, 1000)
    play.pass_to("2026-11-20T10:10:00+08:00")
    play.say("promo.withdrawn", promo_id="pr1")
    play.pass_to("2026-11-20T10:10:02+08:00")
    play.kept["at ten past"] = play.alert("below_floor_sale")
    return play.pass_to("2026-11-20T10:14:00+08:00")


def test_the_check_before_it_goes_live_is_blocked_and_names_what_is_wrong():
    play = the_morning()
    alert = play.alert("promo_preflight")
    assert alert["severity"] == "critical"
    assert alert["recommendation_blocked"] is True
    assert evidence(alert, "failed_checks") == "PF1, PF3, PF4, PF5, PF6"
    assert evidence(alert, "lowest_price") == 100
    assert evidence(alert, "floor") == 8000
    assert evidence(alert, "PF6") == 100
    assert moment(alert["opened_at"]) == moment("2026-11-20T09:59:00+08:00")
    assert moment(alert["deadline"]) == moment("2026-11-20T10:09:00+08:00")
    assert [each["type"] for each in play.told("role:s1:r_OPS")] == ["alert.opened"]


def test_the_first_order_pages_operations_and_the_manager():
    play = the_morning()
    orders_until(play, 0, 1)
    play.pass_to("2026-11-20T10:00:02+08:00")
    alert = play.alert("below_floor_sale")
    assert alert["state"] == "firing"
    assert alert["scope"] == {"shop_id": "s1", "promo_id": "pr1"}
    assert moment(alert["opened_at"]) <= moment("2026-11-20T10:00:10+08:00")
    for role in ("role:s1:r_OPS", "role:s1:r_MGR"):
        (page,) = [each for each in play.told(role) if each["data"]["rule_id"] == "below_floor_sale"]
        assert page["data"]["step"]
        assert page["data"]["do_not"]
        assert page["release"] <= play.now
    assert moment(alert["deadline"]) == moment(alert["opened_at"]) + timedelta(minutes=10)


def test_the_pulse_that_ends_ten_seconds_in_has_seventeen_orders_and_their_loss():
    play = the_morning()
    orders_until(play, 0, 17)
    play.pass_to("2026-11-20T10:00:10+08:00")
    alert = play.alert("below_floor_sale")
    assert evidence(alert, "orders") == 17
    assert evidence(alert, "units") == 17
    assert evidence(alert, "loss") == 100_300
    assert evidence(alert, "price") == 100
    assert evidence(alert, "item") == "i1"


def test_after_ten_minutes_it_holds_the_whole_loss_and_the_pace(lived: Alerting):
    alert = lived.kept["at ten past"]
    assert evidence(alert, "units") == 1000
    assert evidence(alert, "loss") == 5_900_000
    assert moment(evidence(alert, "first_order_at")) == moment(START)
    assert evidence(alert, "order_surge.rate") == 100


def test_surge_and_growing_loss_join_its_evidence_and_have_no_message_of_their_own(lived: Alerting):
    assert {alert["rule_id"] for alert in lived.alerts()} == {"promo_preflight", "below_floor_sale"}
    alert = lived.alert("below_floor_sale")
    assert evidence(alert, "promo_loss_growing.loss") == 5_900_000
    assert lived.pending() == []


def test_the_withdrawal_resolves_the_check_at_once(lived: Alerting):
    kind, reason, at = lived.transitions("promo_preflight")[-1]
    assert (kind, reason) == ("alert.resolved", "withdrawn")
    assert at == moment("2026-11-20T10:10:00+08:00")


def test_a_minute_without_a_sale_it_recovers_and_a_minute_later_it_is_over(lived: Alerting):
    kind, reason, at = lived.transitions("below_floor_sale")[-1]
    assert (kind, reason, at) == ("alert.resolved", "cleared", moment("2026-11-20T10:12:00+08:00"))


def test_it_is_recovering_at_eleven_minutes():
    play = the_morning()
    orders_until(play, 0, 2)
    play.jump_to("2026-11-20T10:09:59+08:00")
    buy(play, "last", "i1", 100)
    play.pass_to("2026-11-20T10:10:00+08:00")
    play.say("promo.withdrawn", promo_id="pr1")
    play.pass_to("2026-11-20T10:10:58+08:00")
    assert play.alert("below_floor_sale")["state"] == "firing"
    play.pass_to("2026-11-20T10:11:00+08:00")
    assert play.alert("below_floor_sale")["state"] == "recovering"
    play.pass_to("2026-11-20T10:12:00+08:00")
    assert play.alert("below_floor_sale")["state"] == "resolved"


def test_everyone_who_got_the_opening_hears_the_end_once(lived: Alerting):
    for endpoint in ("ep1", "role:s1:r_OPS", "role:s1:r_MGR"):
        types = [
            each["type"] for each in lived.told(endpoint) if each["data"]["rule_id"] == "below_floor_sale"
        ]
        assert types[0] == "alert.opened"
        assert types[-1] == "alert.resolved"
        assert types.count("alert.opened") == types.count("alert.resolved") == 1
