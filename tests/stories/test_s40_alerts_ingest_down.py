"""S40 and S41: ingest is away, and nobody buys although visitors come."""

from datetime import timedelta

from tests.stories.alerting import Alerting
from tests.stories.orders import buy, publish, set_cost
from tests.stories.player import Row, moment

TEN = moment("2026-11-20T10:00:00+08:00")


def the_morning() -> Alerting:
    """A coupon below the floor is firing when ingest goes away at ten."""
    play = Alerting().at("2026-11-20T09:50:00+08:00")
    set_cost(play, "i1", 6000, 8000)
    publish(play, "pr1", ["i1"], 100, "2026-11-20T09:55:00+08:00", limit_per_buyer=2, total_cap=5)
    play.jump_to("2026-11-20T09:59:50+08:00")
    buy(play, "o1", "i1", 100, buyer_id="b1")
    return play.pass_to(TEN)


def test_ingest_down_is_said_after_two_minutes_and_nothing_resolves_meanwhile():
    play = the_morning()
    play.sleep_to("2026-11-20T10:01:50+08:00", 7)
    assert play.alerts("source_silent") == []
    play.sleep_to("2026-11-20T10:02:02+08:00", 2)
    alert = play.alert("source_silent")
    assert alert["scope"] == {"shop_id": "s1", "family": "ingest"}
    assert alert["severity"] == "critical"
    assert moment(alert["opened_at"]) - TEN <= timedelta(minutes=2, seconds=2)
    play.sleep_to("2026-11-20T10:29:58+08:00", 10)
    assert play.alert("below_floor_sale")["state"] == "no_data"
    assert play.alerts("no_orders") == []
    assert not [each for each in play.told() if each["type"] == "alert.resolved"]


def test_after_it_is_back_the_silence_resolves_ten_minutes_later():
    play = the_morning()
    play.sleep_to("2026-11-20T10:29:58+08:00", 10)
    for minute in range(30, 40):
        play.ticks(f"2026-11-20T10:{minute}:00+08:00", 5 if minute > 30 else 2)
        play.say("page.viewed", view_id=f"v{minute}", visitor_id="u1", page_type="home")
    play.ticks("2026-11-20T10:39:56+08:00", 5)
    play.ticks("2026-11-20T10:40:04+08:00", 2)
    kind, reason, at = play.transitions("source_silent")[-1]
    assert (kind, reason) == ("alert.resolved", "cleared")
    assert timedelta(0) <= at - moment("2026-11-20T10:40:00+08:00") <= timedelta(seconds=4)
    assert play.alert("below_floor_sale")["state"] == "firing"
    reasons = [each["reason"] for each in play.alert("below_floor_sale")["timeline"]]
    assert "no_data" in reasons
    assert "data_back" in reasons


def expected(play: Alerting, minutes: int, usual: float | None, actual: int) -> None:
    """The row that the analyzer says of the last minutes."""
    window: Row = {"kind": f"r{minutes}m", "start": (play.now - timedelta(minutes=minutes)).isoformat()}
    window["end"] = play.now.isoformat()
    play.hear_row("orders_expected", usual, window, parts={"actual": actual}, unit="count")


def with_visitors(play: Alerting, usual: dict[int, float | None]) -> None:
    """A minute in which a page was viewed and nobody bought."""
    play.say("page.viewed", view_id=f"v{play.now.timestamp()}", visitor_id="u1", page_type="home")
    play.tick()
    for minutes, orders in usual.items():
        expected(play, minutes, orders, 0)


def test_no_order_in_a_quarter_of_an_hour_in_which_ten_are_usual_pages():
    play = Alerting().at("2026-11-20T10:00:00+08:00")
    play.ticks("2026-11-20T10:16:00+08:00", 60)
    with_visitors(play, {15: 10, 30: 20, 60: 40, 120: 80})
    alert = play.alert("no_orders")
    assert alert["severity"] == "critical"
    assert [each["value"] for each in alert["evidence"] if each["name"] == "minutes"] == [15]
    expected(play, 15, 10, 1)
    assert play.transitions("no_orders")[-1][:2] == ("alert.resolved", "cleared")


def test_where_only_an_hour_has_eight_orders_the_hour_is_waited_for():
    play = Alerting().at("2026-11-20T10:00:00+08:00")
    play.ticks("2026-11-20T10:16:00+08:00", 60)
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    play.tick()
    for minutes, usual, actual in ((15, 3, 0), (30, 5, 0), (60, 8, 2)):
        expected(play, minutes, usual, actual)
    assert play.alerts("no_orders") == []
    play.ticks("2026-11-20T11:01:00+08:00", 60)
    with_visitors(play, {15: 3, 30: 5, 60: 8})
    assert [each["value"] for each in play.alert("no_orders")["evidence"] if each["name"] == "minutes"] == [
        60
    ]


def test_without_any_sign_of_life_from_the_shop_no_orders_says_nothing():
    play = Alerting().at("2026-11-20T10:00:00+08:00")
    play.ticks("2026-11-20T10:16:00+08:00", 60)
    expected(play, 15, 10, 0)
    assert play.alerts("no_orders") == []
