"""S02: one buyer takes more than the limit, or the whole stock."""

from tests.stories.alerting import Alerting, evidence
from tests.stories.orders import buy, publish, set_cost

LIMITS = {"limit_per_buyer": 2, "total_cap": 500, "ends_at": "2026-11-21T00:00:00+08:00"}


def the_day() -> Alerting:
    play = Alerting().at("2026-11-20T09:00:00+08:00")
    for item in ("i1", "i2"):
        play.say("item.listed", listing_id=f"l-{item}", item_id=item, title="连衣裙", price_minor=23_800)
        set_cost(play, item, 6000, 8000)
    play.tick()
    return play


def with_promo() -> Alerting:
    play = the_day()
    publish(play, "pr2", ["i1"], 15_000, "2026-11-20T10:00:00+08:00", **LIMITS)
    return play.jump_to("2026-11-20T10:00:01+08:00")


def test_a_promo_with_limit_cap_and_end_passes_its_check():
    assert with_promo().alerts() == []


def test_a_promo_without_a_limit_is_blocked():
    play = the_day()
    more = {name: value for name, value in LIMITS.items() if name != "limit_per_buyer"}
    publish(play, "pr3", ["i1"], 15_000, "2026-11-20T10:00:00+08:00", **more)
    alert = play.alert("promo_preflight")
    assert evidence(alert, "failed_checks") == "PF3"
    assert alert["severity"] == "warning"
    assert alert["recommendation_blocked"] is True


def test_a_second_order_over_the_limit_pages_operations_with_the_buyer():
    play = with_promo()
    buy(play, "o1", "i1", 15_000, 1, buyer_id="b1")
    play.jump_to("2026-11-20T10:10:00+08:00")
    assert play.alerts("buyer_limit_exceeded") == []
    buy(play, "o2", "i1", 15_000, 2, buyer_id="b1")
    play.tick()
    alert = play.alert("buyer_limit_exceeded")
    assert (alert["value"], alert["threshold"]) == (3, 2)
    assert evidence(alert, "promo") == "pr2"
    assert evidence(alert, "buyer") == "b1"
    assert evidence(alert, "orders") == 2
    assert [each["type"] for each in play.told("role:s1:r_OPS")] == ["alert.opened"]


def test_it_is_over_a_minute_after_the_promo_was_withdrawn():
    play = with_promo()
    buy(play, "o1", "i1", 15_000, 3, buyer_id="b1")
    play.jump_to("2026-11-20T10:05:00+08:00")
    play.say("promo.withdrawn", promo_id="pr2")
    play.tick()
    assert play.alert("buyer_limit_exceeded")["state"] == "recovering"
    play.pass_to("2026-11-20T10:06:02+08:00")
    assert play.alert("buyer_limit_exceeded")["state"] == "resolved"


def test_one_buyer_taking_the_whole_stock_is_one_incident_whose_evidence_grows():
    play = the_day().jump_to("2026-11-20T11:00:00+08:00")
    buy(play, "o1", "i2", 23_800, 300, buyer_id="b2")
    play.tick()
    assert evidence(play.alert("buyer_bulk"), "units") == 300
    play.jump_to("2026-11-20T11:05:00+08:00")
    buy(play, "o2", "i2", 23_800, 300, buyer_id="b2")
    buy(play, "o3", "i2", 23_800, 99, buyer_id="b3")
    play.tick()
    alert = play.alert("buyer_bulk")
    assert evidence(alert, "units") == 600
    assert alert["scope"]["buyer_id"] == "b2"
    (opened,) = [each for each in play.told() if each["type"] == "alert.opened"]
    assert opened["data"]["value"] == 300


def test_the_bulk_buyer_s_incident_ends_with_the_day():
    play = the_day().jump_to("2026-11-20T23:59:50+08:00")
    buy(play, "o1", "i2", 23_800, 300, buyer_id="b2")
    play.tick()
    play.pass_to("2026-11-21T00:00:02+08:00")
    assert play.transitions("buyer_bulk")[-1][:2] == ("alert.resolved", "window_ended")


def test_a_limit_in_force_leaves_the_bulk_to_the_limit():
    play = with_promo()
    buy(play, "o1", "i1", 15_000, 200, buyer_id="b1")
    play.tick()
    assert [alert["rule_id"] for alert in play.alerts()] == ["buyer_limit_exceeded"]


def test_the_fourth_buyer_over_the_limit_comes_together_with_the_next_ones():
    play = with_promo()
    for number in range(6):
        buy(play, f"o{number}", "i1", 15_000, 3, buyer_id=f"b{number}")
    play.tick()
    at_once = [each for each in play.told("role:s1:r_OPS") if each["release"] <= play.now]
    later = [each for each in play.told("role:s1:r_OPS") if each["release"] > play.now]
    assert (len(at_once), len(later)) == (3, 3)
    assert len({each["release"] for each in later}) == 1
    assert len(play.told()) == 6
