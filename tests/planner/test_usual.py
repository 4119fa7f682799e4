"""What a source was expected to do (planning.md P7)."""

from datetime import date, timedelta
from fractions import Fraction

from services.planner import usual
from services.planner.diagnosis import Side, side
from services.planner.usual import DayOfSource

DAY = date(2026, 11, 26)


def days(count: int, each: DayOfSource) -> dict[date, DayOfSource]:
    return {DAY - timedelta(days=back): each for back in range(1, count + 1)}


SEARCH, PPC = DayOfSource(1000, 20, 200_000), DayOfSource(500, 10, 100_000, cost=50_000)


def test_the_planned_visitors_of_the_worked_example_follow_from_28_days() -> None:
    known = {"search": days(28, SEARCH), "ppc": days(28, PPC)}
    within = usual.window(list(known["ppc"]), DAY)
    planned = usual.plan({"search": 200_000, "ppc": 100_000}, known, within)
    assert planned == {"search": side(1000, 20, 200_000), "ppc": side(500, 10, 100_000)}
    spend = usual.planned_cost(planned["ppc"], usual.level(known["ppc"], within))
    assert spend == 50_000


def test_a_larger_share_asks_for_more_visitors_at_the_same_conversion() -> None:
    known = {"ppc": days(28, PPC)}
    planned = usual.plan({"ppc": 130_000}, known, usual.window(list(known["ppc"]), DAY))["ppc"]
    assert planned.visitors == 650
    assert planned.conversion == Fraction(1, 50)
    assert planned.value_per_buyer == 10_000


def test_a_new_source_takes_the_conversion_and_value_of_the_shop() -> None:
    known = {"search": days(28, SEARCH), "coins": days(3, DayOfSource(100, 50, 1_000))}
    planned = usual.plan({"coins": 30_000}, known, usual.window(list(known["search"]), DAY))
    shop = usual.together(
        [usual.level(days(28, SEARCH), list(days(28, SEARCH))), usual.Level(300, 150, 3_000, None)]
    )
    assert planned["coins"].conversion == shop.conversion
    assert planned["coins"].value_per_buyer == shop.value_per_buyer


def test_under_seven_final_days_there_is_no_plan_of_sources() -> None:
    assert usual.window(list(days(6, PPC)), DAY) == ()
    assert len(usual.window(list(days(7, PPC)), DAY)) == 7
    assert len(usual.window(list(days(40, PPC)), DAY)) == 28
    assert usual.plan({"ppc": 100}, {"ppc": days(6, PPC)}, ()) == {}


def test_a_share_of_nothing_plans_nothing() -> None:
    assert usual.plan({"ppc": 0}, {"ppc": days(28, PPC)}, list(days(28, PPC))) == {"ppc": Side()}
