"""Why a day missed or met its target, to the minor unit (planning.md P7; stories S05, S06, S46)."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.planner.diagnosis import (
    Diagnosis,
    Side,
    SourceGap,
    contributions,
    diagnose,
    leading,
    side,
)

PLAN = {"search": side(1000, 20, 200_000), "ppc": side(500, 10, 100_000)}
CAME = {"search": side(1100, 22, 209_000), "ppc": side(300, 3, 36_000)}


def printed(gap: SourceGap) -> list[int]:
    return [gap.parts[factor].contribution for factor in ("visitors", "conversion", "value_per_buyer")]


def by_source(found: Diagnosis) -> dict[str, list[int]]:
    return {gap.traffic_source: printed(gap) for gap in found.sources}


def test_the_worked_example_is_explained_to_the_cent() -> None:
    found = diagnose(300_000, 245_000, PLAN, CAME)
    assert by_source(found) == {"ppc": [-32_667, -43_667, 12_334], "search": [19_500, 0, -10_500]}
    assert [gap.contribution for gap in found.sources] == [-64_000, 9_000]
    assert [gap.traffic_source for gap in found.sources] == ["ppc", "search"]
    assert (found.gap, found.unattributed) == (-55_000, 0)
    exact = [part.exact for part in found.sources[0].parts.values()]
    assert exact == [Fraction(-98_000, 3), Fraction(-131_000, 3), Fraction(37_000, 3)]


def test_the_shop_as_a_whole_would_hide_what_the_sources_say() -> None:
    found = diagnose(300_000, 245_000, {"all": side(1500, 30, 300_000)}, {"all": side(1400, 25, 245_000)})
    assert printed(found.sources[0]) == [-18_743, -30_764, -5_493]


def test_a_met_day_is_search_visitors_and_nothing_else() -> None:
    came = {"search": side(1200, 24, 240_000), "ppc": PLAN["ppc"]}
    found = diagnose(300_000, 340_000, PLAN, came)
    assert by_source(found) == {"search": [40_000, 0, 0], "ppc": [0, 0, 0]}
    assert leading(found, 1) is not None
    assert leading(found, -1) is None


def test_the_sentence_names_conversion_of_ppc_as_missing_and_search_visitors_as_gained() -> None:
    found = diagnose(300_000, 245_000, PLAN, CAME)
    worst, best = leading(found, -1), leading(found, 1)
    assert worst is not None
    assert best is not None
    assert (worst.traffic_source, worst.factor, worst.contribution) == ("ppc", "conversion", -43_667)
    assert (best.traffic_source, best.factor, best.contribution) == ("search", "visitors", 19_500)


def test_traffic_is_named_before_another_factor_about_as_large() -> None:
    plan = {"a": Side(Fraction(100), Fraction(10), Fraction(1000))}
    came = {"a": Side(Fraction(80), Fraction(64, 10), Fraction(640))}
    worst = leading(diagnose(1000, 640, plan, came), -1)
    assert worst is not None
    assert worst.factor == "visitors"


def only(plan: Side | None, came: Side | None, target: int, actual: int) -> list[int]:
    found = diagnose(target, actual, {"x": plan} if plan else {}, {"x": came} if came else {})
    assert found.unattributed == 0
    return printed(found.sources[0])


def test_visitors_who_bought_nothing_are_all_conversion() -> None:
    assert only(side(500, 10, 100_000), side(500, 0, 0), 100_000, 0) == [0, -100_000, 0]


def test_a_source_that_brought_nobody_is_all_visitors() -> None:
    assert only(side(500, 10, 100_000), side(0, 0, 0), 100_000, 0) == [-100_000, 0, 0]
    assert only(side(500, 10, 100_000), None, 100_000, 0) == [-100_000, 0, 0]


def test_a_source_that_nobody_planned_is_all_visitors() -> None:
    assert only(None, side(40, 3, 30_000), 0, 30_000) == [30_000, 0, 0]


def test_planned_visitors_without_planned_buyers_leave_value_per_buyer_alone() -> None:
    assert only(Side(Fraction(50), Fraction(0), Fraction(0)), side(50, 2, 8_000), 0, 8_000) == [0, 8_000, 0]


def test_nothing_planned_and_nothing_come_is_nothing() -> None:
    assert only(Side(), Side(), 0, 0) == [0, 0, 0]


def test_what_no_source_explains_is_said_as_unattributed() -> None:
    found = diagnose(300_000, 250_000, PLAN, CAME)
    assert found.unattributed == 5_000
    assert diagnose(300_000, 250_000, {}, {}).unattributed == -50_000


def test_who_pays_has_visited() -> None:
    assert side(2, 5, 100).visitors == 5


COUNTS = st.integers(0, 5_000)
SIDES = st.builds(
    lambda visitors, buyers, gmv: side(visitors, buyers, gmv if buyers else 0),
    COUNTS,
    COUNTS,
    st.integers(0, 10**9),
)
SOURCES = st.dictionaries(st.sampled_from(["search", "ppc", "direct", "x.y", "unattributed2"]), SIDES)


@given(SIDES, SIDES)
def test_three_factors_make_the_whole_difference_exactly(plan: Side, came: Side) -> None:
    assert sum(contributions(plan, came).values()) == came.gmv - plan.gmv


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**12), st.integers(0, 10**12), SOURCES, SOURCES)
def test_printed_contributions_always_add_up_to_the_gap(
    target: int, actual: int, plan: dict[str, Side], came: dict[str, Side]
) -> None:
    found = diagnose(target, actual, plan, came)
    assert sum(gap.contribution for gap in found.sources) + found.unattributed == actual - target
    for gap in found.sources:
        assert all(abs(part.contribution - part.exact) < 1 for part in gap.parts.values())


@given(SIDES)
def test_a_day_as_planned_has_nothing_to_explain(plan: Side) -> None:
    assert set(contributions(plan, plan).values()) == {Fraction(0)}
