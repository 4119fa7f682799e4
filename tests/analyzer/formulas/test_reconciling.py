"""Our figures against those that other systems report (metrics.md M13)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.formulas.reconciling import gap
from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.stories.market import midnight_after
from tests.stories.orders import buy
from tests.stories.player import Player, Row


def report(play: Player, reporter: str = "platform", day: str = "2026-11-20", **said: Any) -> None:
    row = {"as_of": said.pop("as_of", midnight_after(day)), "revision": said.pop("revision", 1)}
    play.say("sales.reported", day=day, reporter=reporter, **row, **said)


def gap_of(play: Player, figure: str, reporter: str = "platform") -> Row:
    return play.final_row("reconciliation_gap", "day", FRIDAY, figure=figure, reporter=reporter)


def test_each_figure_of_the_platform_is_compared_with_ours():
    play = at_ten()
    for number in range(2):
        buy(play, f"o{number}", "i1", 5000, 3, buyer_id=f"b{number}", visitor_id=f"u{number}")
    play.say("page.viewed", view_id="v1", visitor_id="u9", page_type="home")
    leap(play)
    report(play, visitors=4, buyers=2, orders=1, units=8, gmv_minor=40_000)
    leap(play, "2026-11-21T00:05:00+08:00")
    found = {name: gap_of(play, name)["value"] for name in ("visitors", "buyers", "orders", "units", "gmv")}
    assert found == {"visitors": -0.25, "buyers": 0, "orders": 1, "units": -0.25, "gmv": -0.25}
    assert gap_of(play, "gmv")["parts"] == {"ours": 30_000, "reported": 40_000}
    assert not play.rows("reconciliation_gap", "day")


def test_the_service_log_is_compared_with_what_the_agents_sold():
    play = at_ten()
    buy(play, "o1", "i1", 5000, agent_id="p_cs1", buyer_id="b1")
    buy(play, "o2", "i1", 3000, agent_id="p_cs2", buyer_id="b1")
    buy(play, "o3", "i1", 2000, buyer_id="b2")
    report(play, "service_log", gmv_minor=10_000, orders=2, buyers=1, visitors=7, units=2)
    leap(play)
    assert gap_of(play, "gmv", "service_log")["value"] == -0.2
    assert gap_of(play, "orders", "service_log")["value"] == 0
    assert gap_of(play, "buyers", "service_log")["value"] == 0
    for figure in ("visitors", "units"):
        assert not play.rows("reconciliation_gap", "day", figure=figure, reporter="service_log")


def test_the_ad_log_is_compared_with_the_rows_of_the_ads():
    play = at_ten()
    row = {"day": "2026-11-20", "as_of": midnight_after("2026-11-20"), "revision": 1, "traffic_source": "ppc"}
    ads = {"impressions": 9, "clicks": 5, "cost_minor": 100, "orders": 3, "gmv_minor": 36_000}
    play.say("ad.reported", **row, **ads)
    report(play, "ad_log", gmv_minor=30_000, orders=4)
    leap(play)
    assert gap_of(play, "gmv", "ad_log")["value"] == 0.2
    assert gap_of(play, "orders", "ad_log")["value"] == -0.25


def test_an_order_told_late_closes_the_gap():
    play = at_ten()
    report(play, orders=1, gmv_minor=5000)
    leap(play)
    assert gap_of(play, "orders")["value"] == -1
    buy(play, "o1", "i1", 5000, envelope={"time": "2026-11-20T12:00:00+08:00", "id": "late"})
    leap(play, "2026-11-21T00:05:00+08:00")
    assert (gap_of(play, "gmv")["value"], gap_of(play, "gmv")["revision"]) == (0, 2)


def test_an_agent_told_late_closes_the_gap_to_the_service_log():
    play = at_ten()
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    report(play, "service_log", gmv_minor=5000)
    leap(play)
    assert gap_of(play, "gmv", "service_log")["value"] == -1
    asked = {"inquiry_id": "q1", "buyer_id": "b1", "channel": "wangwang", "is_presale": True}
    play.say("inquiry.opened", envelope={"time": "2026-11-20T09:00:00+08:00"}, agent_id="p_cs1", **asked)
    leap(play, "2026-11-21T00:05:00+08:00")
    assert gap_of(play, "gmv", "service_log")["value"] == 0


def test_a_total_of_half_a_day_is_provisional_until_it_is_told_anew():
    play = at_ten()
    buy(play, "o1", "i1", 5000)
    report(play, gmv_minor=4000, as_of="2026-11-20T10:00:00+08:00")
    leap(play)
    assert gap_of(play, "gmv")["is_provisional"] is True
    report(play, gmv_minor=5000)
    leap(play, "2026-11-21T00:05:00+08:00")
    row = gap_of(play, "gmv")
    assert (row["value"], row.get("is_provisional"), row["revision"]) == (0, None, 2)


def test_nothing_reported_has_no_gap():
    play = at_ten()
    report(play, gmv_minor=0)
    leap(play)
    assert gap_of(play, "gmv")["null_reason"] == "zero_denominator"


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_ours_is_what_was_reported_and_the_gap(ours, reported):
    found = gap(ours, reported)
    if reported == 0:
        assert found.shown is None
    else:
        assert found.denominator == reported
        assert reported + (found.numerator or 0) == ours
