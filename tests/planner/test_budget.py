"""What it takes to win a gap back (planning.md P9; story S21)."""

from datetime import date, timedelta
from fractions import Fraction

from services.planner import budget
from services.planner.budget import Price
from services.planner.usual import DayOfSource, Level

ONE_YUAN = Price(Fraction(100), is_average=False)
BREAK_EVEN = Fraction(5, 2)
PPC = Level(visitors=10_000, buyers=100, gmv=1_200_000, cost=None)


def test_the_worked_gap_would_lose_money() -> None:
    found = budget.offer("ppc", 64_000, PPC, ONE_YUAN, BREAK_EVEN)
    assert found is not None
    assert (found.visitors_needed, found.budget_minor) == (534, 53_400)
    assert found.roi == Fraction(12, 10)
    assert found.verdict == "loses_money"


def test_with_a_higher_value_per_buyer_the_same_gap_is_worth_buying() -> None:
    found = budget.offer("ppc", 64_000, Level(10_000, 100, 4_000_000, None), ONE_YUAN, BREAK_EVEN)
    assert found is not None
    assert (found.visitors_needed, found.budget_minor, found.roi) == (160, 16_000, 4)
    assert found.verdict == "buy"


def test_a_failing_page_withholds_the_budget_but_not_the_visitors() -> None:
    found = budget.offer("ppc", 64_000, PPC, ONE_YUAN, BREAK_EVEN, is_page_gate_closed=True)
    assert found is not None
    assert (found.verdict, found.visitors_needed, found.budget_minor) == ("page_first", 534, None)


def test_a_budget_beyond_the_month_is_cut_and_the_rest_of_the_gap_is_said() -> None:
    rich = Level(10_000, 100, 4_000_000, None)
    found = budget.offer("ppc", 64_000, rich, ONE_YUAN, BREAK_EVEN, 10_000)
    assert found is not None
    assert (found.visitors_needed, found.budget_minor, found.rest) == (100, 10_000, 24_000)
    none_left = budget.offer("ppc", 64_000, rich, ONE_YUAN, BREAK_EVEN, 0)
    assert none_left is not None
    assert (none_left.verdict, none_left.rest) == ("no_budget", 64_000)


def test_free_sources_name_visitors_and_no_money() -> None:
    found = budget.offer("search", 64_000, PPC, None, BREAK_EVEN)
    assert found is not None
    assert (found.verdict, found.budget_minor) == ("free", None)
    assert budget.offer("search", 0, PPC, None, BREAK_EVEN) is None
    assert budget.offer("search", 100, Level(0, 0, 0, None), None, BREAK_EVEN) is None


def days(costs: list[int], visitors: list[int]) -> dict[date, DayOfSource]:
    first = date(2026, 11, 1)
    return {
        first + timedelta(days=place): DayOfSource(seen, 0, 0, cost=cost)
        for place, (cost, seen) in enumerate(zip(costs, visitors, strict=True))
    }


def test_the_margin_is_what_the_dear_half_brought_beyond_the_cheap_half() -> None:
    known = days([100] * 4 + [500] * 4, [10] * 4 + [20] * 4)
    assert budget.price(known, sorted(known)) == Price(Fraction(40), is_average=False)


def test_too_few_days_with_cost_give_an_average_that_says_so() -> None:
    known = days([100] * 7, [10] * 7)
    assert budget.price(known, sorted(known)) == Price(Fraction(10), is_average=True)
    assert budget.price(days([0] * 9, [5] * 9), sorted(days([0] * 9, [5] * 9))) is None


def test_the_best_margin_of_a_visitor_comes_first() -> None:
    offers = [
        found for name in ("a", "b", "c", "d")
        if (found := budget.offer(name, 100, PPC, None, None)) is not None
    ]  # fmt: skip
    worth = {"a": Fraction(1), "b": Fraction(3), "c": Fraction(2), "d": Fraction(0)}
    assert [each.traffic_source for each in budget.best(offers, worth, None, {})] == ["b", "c", "a"]
