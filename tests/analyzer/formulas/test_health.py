"""What is known of the data themselves (metrics.md M13)."""

from typing import Any

from services.analyzer.entities.arrivals import ALL, Arrivals
from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.stories.market import midnight_after
from tests.stories.orders import buy
from tests.stories.player import Player


def refuse(play: Player, number: int, reason: str = "field_range") -> None:
    said = {"quarantine_id": f"qz{number}", "reason": reason, "event_type": "order.paid"}
    play.say("event.quarantined", envelope={"source": "/ingest", "id": f"qz{number}"}, **said)


def silence(play: Player, **scope: str) -> dict[str, Any]:
    found: dict[str, Any] = play.current_row("silence_seconds", "live", **scope)
    return found


def test_refused_events_are_a_share_of_all_received_in_ten_minutes_and_a_day():
    play = at_ten()
    for number in range(3):
        play.say("page.viewed", view_id=f"v{number}", visitor_id="u1", page_type="home")
    refuse(play, 1)
    refuse(play, 2, "bad_number")
    play.pass_to("2026-11-20T10:00:20+08:00")
    row = play.current_row("rejected_share", "r10m")
    assert (row["numerator"], row["denominator"], row["value"]) == (2, 5, 0.4)
    assert row["parts"] == {"length": "r10m", "bad_number": 1, "field_range": 1}
    leap(play)
    row = play.final_row("rejected_share", "day", FRIDAY)
    assert (row["numerator"], row["denominator"]) == (2, 5)
    assert row["parts"] == {"bad_number": 1, "field_range": 1}


def test_ten_minutes_later_nothing_is_refused_any_more():
    play = at_ten()
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    refuse(play, 1)
    play.pass_to("2026-11-20T10:10:30+08:00")
    assert play.current_row("rejected_share", "r10m")["null_reason"] == "zero_denominator"
    play.say("page.viewed", view_id="v2", visitor_id="u1", page_type="home")
    play.pass_to("2026-11-20T10:10:50+08:00")
    assert play.current("rejected_share", "r10m") == 0


def test_what_was_refused_is_no_event_of_the_shop():
    play = at_ten()
    refuse(play, 1)
    play.pass_to("2026-11-20T10:00:30+08:00")
    assert not play.rows("silence_seconds", "live", is_final=False, producer="/ingest")
    assert play.current("gmv", "day") is None


def test_pulses_older_than_ten_minutes_are_left_out_and_dropped():
    arrivals = Arrivals()
    for second in range(0, 3000, 10):
        arrivals.hear(second, "bad_text" if second % 100 == 0 else None)
    assert arrivals.last(2990) == {ALL: 60, "bad_text": 6}
    assert len(arrivals.pulses) <= 121


def test_each_kind_of_report_row_has_its_own_silence_and_its_last_complete_day():
    play = at_ten()
    row = {"impressions": 9, "clicks": 5, "cost_minor": 100, "traffic_source": "ppc", "revision": 1}
    play.say("ad.reported", day="2026-11-19", as_of=midnight_after("2026-11-19"), **row)
    play.say("ad.reported", day="2026-11-20", as_of="2026-11-20T09:00:00+08:00", **row)
    play.pass_to("2026-11-20T10:00:10+08:00")
    parts = silence(play, family="ad.reported")["parts"]
    assert parts == {
        "latest_received_at": "2026-11-20T02:00:00.000Z",
        "class": "R",
        "complete_until": "2026-11-19T16:00:00.000Z",
    }
    assert not play.rows("silence_seconds", "live", is_final=False, family="traffic.reported")


def test_late_events_are_counted_on_the_day_of_arrival_by_what_made_them_late():
    play = at_ten()
    old = {"time": "2026-10-10T10:00:00+08:00"}
    play.say("page.viewed", envelope={**old, "id": "a"}, view_id="v1", visitor_id="u1", page_type="home")
    for _ in range(2):
        buy(play, "o1", "i1", 500, envelope={**old, "id": "b"})
    leap(play)
    assert play.final("late_events", "day", FRIDAY) == 2
    assert play.final("late_events", "day", FRIDAY, reason="behaviour") == 1
    assert play.final("late_events", "day", FRIDAY, reason="fact") == 1


def test_orders_told_in_two_ways_are_conflicts_of_their_day():
    play = at_ten()
    for amount in (500, 500, 700):
        play.say("order.paid", order_id="o1", amount_minor=amount)
    leap(play)
    assert play.final("conflicting_events", "day", FRIDAY) == 1


def test_facts_of_service_told_in_two_ways_are_conflicts_however_often_they_are_told():
    play = at_ten()
    for reason in ("misled", "misled", "quality", "quality"):
        play.say("complaint.filed", complaint_id="cp1", reason=reason)
    for stars in (1, 2, 3, 3):
        play.say("review.posted", review_id="rv1", item_id="i1", stars=stars)
    for reason in ("size", "late"):
        play.say("return.requested", return_id="t1", order_id="o1", reason=reason)
    for agent in ("p_cs1", "p_cs2"):
        asked = {"buyer_id": "b1", "agent_id": agent, "channel": "wangwang", "is_presale": True}
        play.say("inquiry.opened", inquiry_id="q1", **asked)
    leap(play)
    told_otherwise = 1 + 2 + 1 + 1
    assert play.final("conflicting_events", "day", FRIDAY) == told_otherwise


def test_what_was_refunded_beyond_the_payment_is_counted_by_day_and_month():
    play = at_ten()
    buy(play, "o1", "i1", 500)
    play.say("order.refunded", refund_id="r1", order_id="o1", amount_minor=800)
    leap(play, "2026-12-01T00:03:00+08:00")
    assert play.final("over_refund_amount", "day", FRIDAY) == 300
    assert play.final("over_refund_amount", "month", "2026-11-01T00:00:00+08:00") == 300
