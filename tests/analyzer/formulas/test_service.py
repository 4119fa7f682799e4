"""Inquiries, agents and chats (metrics.md M7)."""

from typing import Any

from tests.analyzer.formulas.friday import FRIDAY, MONTH, WEEK, at_ten, leap
from tests.stories.orders import buy
from tests.stories.player import Player

ALL_FINAL = "2026-12-02T00:03:00+08:00"


def over(play: Player, when: str = ALL_FINAL) -> Player:
    return leap(play, when)


def ask(play: Player, number: int, buyer: str, agent: str | None = None, **more: Any) -> None:
    envelope = {"time": more.pop("time")} if "time" in more else None
    said = {"buyer_id": buyer, "channel": "wangwang", "is_presale": True, **more}
    if agent is not None:
        said["agent_id"] = agent
    play.say("inquiry.opened", envelope=envelope, inquiry_id=f"q{number}", **said)


def industry(play: Player, value: float, since: str = "2026-11-01T00:00:00+08:00", **more: Any) -> None:
    said = {"metric": "inquiry_conversion", "level": "mean", "value": value, "revision": 1, **more}
    play.say("benchmark.set", effective_from=since, **said)


def test_inquiries_and_inquirers_are_counted_by_day_week_and_month_for_each_scope():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1", item_id="i1", traffic_source="search")
    ask(play, 2, "b1", "p_cs2", item_id="i1", traffic_source="ppc")
    ask(play, 3, "b2", "p_cs1", item_id="i2")
    ask(play, 4, "b3", "p_cs1", is_presale=False)
    over(play)
    for kind, start in (("day", FRIDAY), ("week", WEEK), ("month", MONTH)):
        assert play.final("inquirers", kind, start) == 2
        assert play.final("inquirers", kind, start, agent_id="p_cs1") == 2
        assert play.final("inquirers", kind, start, agent_id="p_cs2") == 1
        assert play.final("inquirers", kind, start, item_id="i1") == 1
        assert play.final("inquirers", kind, start, traffic_source="search") == 1
        assert play.final("inquirers", kind, start, traffic_source="unknown") == 1
    for kind, start in (("day", FRIDAY), ("week", WEEK)):
        assert play.final("inquiries", kind, start) == 3
        assert play.final("inquiries", kind, start, agent_id="p_cs1") == 2
    assert not play.rows("inquiries", "month")


def test_a_converted_inquirer_is_credited_once_to_the_latest_inquiry_before_the_payment():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1", traffic_source="search")
    ask(play, 2, "b1", "p_cs2", traffic_source="ppc", time="2026-11-20T10:10:00+08:00")
    ask(play, 3, "b1", "p_cs3", traffic_source="direct", time="2026-11-20T10:30:00+08:00")
    ask(play, 4, "b2", "p_cs1", traffic_source="search")
    buy(play, "o1", "i1", 5000, buyer_id="b1", envelope={"time": "2026-11-20T10:20:00+08:00", "id": "p1"})
    over(play)
    for kind, start in (("day", FRIDAY), ("week", WEEK), ("month", MONTH)):
        row = play.final_row("inquiry_conversion", kind, start)
        assert (row["numerator"], row["denominator"]) == (1, 2)
        assert play.final("inquiry_buyers", kind, start) == 1
        assert play.final("inquiry_buyers", kind, start, agent_id="p_cs1") == 0
        assert play.final("inquiry_buyers", kind, start, agent_id="p_cs2") == 1
        assert play.final("inquiry_buyers", kind, start, traffic_source="ppc") == 1
        assert play.final("inquiry_conversion", kind, start, agent_id="p_cs2") == 1
        assert play.final("inquiry_conversion", kind, start, agent_id="p_cs3") == 0
        assert play.final("inquiry_conversion", kind, start, traffic_source="search") == 0


def test_a_day_on_which_nobody_asked_has_none_and_no_conversion():
    play = at_ten()
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    over(play)
    assert play.final("inquiries", "day", FRIDAY) == 0
    assert play.final("inquirers", "week", WEEK) == 0
    assert play.final_row("inquiry_conversion", "month", MONTH)["null_reason"] == "zero_denominator"


def test_other_attribution_hours_judge_the_inquiries_from_their_beginning_on_anew():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    ask(play, 2, "b2", "p_cs1", time="2026-11-20T09:00:00+08:00")
    late = {"time": "2026-11-20T13:00:00+08:00"}
    buy(play, "o1", "i1", 5000, buyer_id="b1", envelope={**late, "id": "p1"})
    buy(play, "o2", "i1", 7000, buyer_id="b2", envelope={**late, "id": "p2"})
    shop = {"timezone": "Asia/Shanghai", "currency": "CNY", "attribution_hours": 2, "revision": 1}
    play.say("shop.configured", effective_from="2026-11-20T09:30:00+08:00", **shop)
    over(play)
    assert play.final("inquiry_buyers", "day", FRIDAY) == 1
    assert play.final("agent_sales", "day", FRIDAY, agent_id="p_cs1") == 7000


def test_the_gap_of_an_agent_is_to_the_pooled_conversion_of_the_shop():
    play = at_ten()
    for number in range(4):
        ask(play, number, f"b{number}", "p_cs1" if number < 3 else "p_cs2")
    buy(play, "o0", "i1", 5000, buyer_id="b0")
    buy(play, "o3", "i1", 5000, buyer_id="b3")
    over(play)
    for kind, start in (("day", FRIDAY), ("week", WEEK)):
        first = play.final_row("agent_gap", kind, start, agent_id="p_cs1")
        assert (first["value"], first["numerator"], first["denominator"]) == (-0.166667, -1, 6)
        assert first["parts"] == {"inquirers": 3, "shop_conversion": 0.5}
        assert play.final("agent_gap", kind, start, agent_id="p_cs2") == 0.5
    assert not play.rows("agent_gap", "month", agent_id="p_cs1")
    assert not play.rows("agent_gap", "day")


def test_a_late_payment_to_one_agent_moves_the_gap_of_the_other():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    ask(play, 2, "b2", "p_cs2")
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    over(play)
    assert play.final("agent_gap", "day", FRIDAY, agent_id="p_cs1") == 0.5
    buy(play, "o2", "i1", 5000, buyer_id="b2", envelope={"time": "2026-11-20T12:00:00+08:00", "id": "p2"})
    over(play, "2026-12-02T00:05:00+08:00")
    row = play.final_row("agent_gap", "day", FRIDAY, agent_id="p_cs1")
    assert (row["value"], row["revision"]) == (0, 2)


def test_the_gap_to_the_industry_is_to_the_mean_in_force_at_the_end_of_the_window():
    play = at_ten()
    industry(play, 0.3)
    industry(play, 0.55, "2026-11-22T00:00:00+08:00")
    industry(play, 0.9, "2026-11-24T00:00:00+08:00", level="excellent")
    for number in (1, 2):
        ask(play, number, f"b{number}")
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    over(play)
    for kind, start in (("week", WEEK), ("month", MONTH)):
        row = play.final_row("industry_gap", kind, start)
        assert (row["value"], row["numerator"], row["denominator"]) == (-0.05, -1, 20)
        assert row["parts"] == {"inquirers": 2, "benchmark": 0.55}
    assert not play.rows("industry_gap", "day")


def test_a_mean_told_late_is_compared_with_all_the_same():
    play = at_ten()
    ask(play, 1, "b1")
    over(play)
    assert play.final_row("industry_gap", "week", WEEK)["null_reason"] == "not_configured"
    industry(play, 0.5)
    over(play, "2026-12-02T00:05:00+08:00")
    assert play.final("industry_gap", "week", WEEK) == -0.5


def test_sales_of_an_agent_are_those_of_the_orders_credited_to_the_agent():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    buy(play, "o2", "i1", 800, agent_id="p_cs1")
    buy(play, "o3", "i1", 900, agent_id="p_cs2")
    buy(play, "o4", "i1", 100)
    over(play)
    for kind, start in (("day", FRIDAY), ("week", WEEK), ("month", MONTH)):
        assert play.final("agent_sales", kind, start, agent_id="p_cs1") == 5800
        assert play.final("agent_sales", kind, start, agent_id="p_cs2") == 900
    assert not play.rows("agent_sales", "day")


def test_an_inquiry_told_of_two_buyers_is_that_of_the_earlier_telling():
    for order in ((1, 2), (2, 1)):
        play = at_ten()
        for number in order:
            ask(play, 7, f"b{number}", f"p_cs{number}", time=f"2026-11-20T09:0{number}:00+08:00")
        over(play)
        assert play.final("inquirers", "day", FRIDAY) == 1
        assert play.final("inquiries", "day", FRIDAY) == 1
        assert play.final("inquiries", "day", FRIDAY, agent_id="p_cs1") == 1
        assert play.final("conflicting_events", "day", FRIDAY) == 1
