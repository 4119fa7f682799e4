"""S42: a page that nobody acknowledges, and one that somebody does."""

from datetime import datetime, timedelta

from tests.stories.alerting import Alerting
from tests.stories.orders import publish, set_cost
from tests.stories.player import moment

OPENED = moment("2026-11-20T10:00:10+08:00")


def the_page() -> Alerting:
    """A promo whose check is blocked: nobody repairs it."""
    play = Alerting().at("2026-11-20T10:00:00+08:00")
    play.say("item.listed", listing_id="l1", item_id="i1", title="连衣裙", price_minor=23_800)
    set_cost(play, "i1", 6000, 8000)
    play.at(OPENED)
    publish(play, "pr1", ["i1"], 100, "2026-11-21T10:00:00+08:00")
    return play


def live_to(play: Alerting, moment_: datetime) -> None:
    play.sleep_to(moment_ - timedelta(seconds=1), 60)
    play.sleep_to(moment_, 1)


def steps(play: Alerting) -> list[tuple[str, timedelta]]:
    told = play.transitions("promo_preflight")
    return [(reason, at - OPENED) for kind, reason, at in told if kind == "alert.escalated"]


ROLES = ("r_OPS", "b_OPS", "r_MGR")


def test_it_is_said_again_then_to_the_backup_to_operations_and_to_the_manager():
    play = the_page()
    for minute in (5, 10, 15, 30, 45):
        live_to(play, OPENED + timedelta(minutes=minute))
    assert steps(play) == [("not_acknowledged", timedelta(minutes=minute)) for minute in (5, 10, 15, 30)]
    told = {role: levels(play, role) for role in ROLES}
    assert told == {"r_OPS": [None, 1, 3], "b_OPS": [2], "r_MGR": [None, 4]}


def levels(play: Alerting, role: str) -> list[int | None]:
    return [each["data"].get("level") for each in play.told(f"role:s1:{role}", "promo_preflight")]


def test_acknowledged_it_is_quiet_for_four_hours_and_then_says_that_this_is_over():
    play = the_page()
    live_to(play, OPENED + timedelta(minutes=5))
    live_to(play, moment("2026-11-20T10:06:00+08:00"))
    alert = play.alert("promo_preflight")
    play.say("alert.acknowledged", ack_id="ak1", alert_id=alert["alert_id"], person_id="p_ops")
    play.sleep_to("2026-11-20T14:05:59+08:00", 300)
    play.sleep_to("2026-11-20T14:06:01+08:00")
    assert steps(play) == [
        ("not_acknowledged", timedelta(minutes=5)),
        ("ack_expired", moment("2026-11-20T14:06:00+08:00") - OPENED),
    ]
    assert [each["type"] for each in play.alert("promo_preflight")["timeline"]] == [
        "alert.opened",
        "alert.escalated",
        "alert.acknowledged",
        "alert.escalated",
    ]


def test_a_snoozed_page_says_nothing_until_the_snooze_ends():
    play = the_page()
    alert = play.alert("promo_preflight")
    until = "2026-11-20T12:00:00+08:00"
    play.say(
        "alert.snoozed", snooze_id="sn1", alert_id=alert["alert_id"], person_id="p", until=until, reason="x"
    )
    play.sleep_to("2026-11-20T11:59:59+08:00", 120)
    assert len(play.told(rule="promo_preflight")) == 1
    play.sleep_to("2026-11-20T12:00:01+08:00")
    assert [each["type"] for each in play.told(rule="promo_preflight")] == ["alert.opened", "alert.updated"]
