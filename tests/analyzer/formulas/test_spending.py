"""What new and returning buyers cost (metrics.md M5)."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.formulas.spending import Spent, split
from tests.stories.customers import bought, spent
from tests.stories.orders import buy
from tests.stories.player import Player

NOVEMBER = "2026-11-01T00:00:00+08:00"


def visit(play: Player, number: int, source: str, is_returning: bool) -> None:
    view = {"view_id": f"v{number}", "visitor_id": f"u{number}", "page_type": "home"}
    play.say("page.viewed", traffic_source=source, is_returning=is_returning, **view)


def test_what_is_spent_on_all_is_split_by_the_new_visits_of_its_source_and_month():
    play = Player().at("2026-11-10T09:00:00+08:00")
    for number in range(4):
        visit(play, number, "ppc", is_returning=number == 0)  # three of four are new
    for number in range(4, 10):
        visit(play, number, "search", is_returning=number != 4)  # one of six
    spent(play, "x1", 1000, "new")
    spent(play, "x2", 700, "returning")
    spent(play, "x3", 600, "all", "search")  # 100 + 500
    spent(play, "x4", 100, "all")  # of the shop 4 of 10: 40 + 60
    row = {"day": "2026-11-10", "as_of": "2026-11-11T00:00:00+08:00", "revision": 1}
    play.say("ad.reported", traffic_source="ppc", impressions=9, clicks=4, cost_minor=400, **row)  # 300 + 100
    buy(play, "o1", "i1", 100, buyer_id="b1")
    bought(play, "o2", "b2", "2026-10-10T12:00:00+08:00")
    buy(play, "o3", "i1", 100, buyer_id="b2")
    buy(play, "o4", "i1", 100, buyer_id="b3")
    play.leap_to("2026-12-01T00:05:00+08:00")
    new, returning = Fraction(1000 + 100 + 40 + 300, 2), Fraction(700 + 500 + 60 + 100, 1)
    assert exact(play, "new_buyer_cost") == new
    assert exact(play, "returning_buyer_cost") == returning
    assert exact(play, "buyer_cost_ratio") == new / returning


def exact(play: Player, metric: str) -> Fraction:
    row = play.final_row(metric, "month", NOVEMBER)
    return Fraction(row["numerator"], row["denominator"])


def test_costs_of_all_without_visits_of_their_source_cannot_be_split():
    play = Player().at("2026-11-10T09:00:00+08:00")
    buy(play, "o1", "i1", 100, buyer_id="b1")
    visit(play, 1, "search", is_returning=False)
    spent(play, "x1", 1000, "new")
    spent(play, "x2", 600, "all", "ppc")
    play.leap_to("2026-12-01T00:05:00+08:00")
    for metric in ("new_buyer_cost", "returning_buyer_cost", "buyer_cost_ratio"):
        assert play.final_row(metric, "month", NOVEMBER)["null_reason"] == "not_configured"


def test_costs_without_buyers_of_a_class_are_null():
    play = Player().at("2026-11-10T09:00:00+08:00")
    buy(play, "o1", "i1", 100, buyer_id="b1")
    spent(play, "x1", 1000, "new")
    spent(play, "x2", 600, "returning")
    play.leap_to("2026-12-01T00:05:00+08:00")
    assert play.final("new_buyer_cost", "month", NOVEMBER) == 1000
    assert play.final_row("returning_buyer_cost", "month", NOVEMBER)["null_reason"] == "zero_denominator"
    assert play.final_row("buyer_cost_ratio", "month", NOVEMBER)["null_reason"] == "zero_denominator"


def test_a_month_of_which_no_cost_was_told_has_none_to_divide():
    play = Player().at("2026-11-10T09:00:00+08:00")
    buy(play, "o1", "i1", 100, buyer_id="b1")
    play.leap_to("2026-12-01T00:05:00+08:00")
    assert play.final_row("new_buyer_cost", "month", NOVEMBER)["null_reason"] == "no_data"


money = st.integers(-(10**6), 10**6)
sources = st.dictionaries(st.sampled_from(["", "ppc", "search"]), money)
shares = st.dictionaries(st.sampled_from(["", "ppc", "search"]), st.fractions(0, 1))


@given(st.builds(Spent, money, money, sources), shares)
def test_a_split_loses_nothing_and_knows_when_it_cannot(costs: Spent, known: dict[str, Fraction]):
    parts = split(costs, known)
    unknown = [source for source, cost in costs.all.items() if cost and source not in known]
    if unknown:
        assert parts is None
        return
    assert parts is not None
    assert sum(parts) == costs.new + costs.returning + sum(costs.all.values())
    assert parts[0] == costs.new + sum(cost * known.get(source, 0) for source, cost in costs.all.items())
