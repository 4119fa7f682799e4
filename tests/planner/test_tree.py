"""Year, quarter, month and day add up (planning.md P1; stories S08, D3)."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.planner import periods
from services.planner.tree import Branch, Resplit, baselines


def plan(targets: dict[str, int], *later: Resplit, day: str = "2027-01-01") -> dict[str, Branch]:
    first = date.fromisoformat(day)
    return baselines([Resplit(first, first, targets, lambda _: Fraction(1)), *later])


def test_a_quarter_keeps_the_month_that_was_set_and_splits_the_rest() -> None:
    tree = plan({"2027-Q1": 25000, "2027-01": 8000})
    assert [tree[month].number for month in ("2027-01", "2027-02", "2027-03")] == [8000, 8068, 8932]
    assert tree["2027"].number == 25000
    assert tree["2027-Q1"].is_set
    assert tree["2027"].is_sum


def test_quarter_and_year_exist_as_soon_as_months_do() -> None:
    tree = plan({"2027-01": 8000, "2027-02": 7000, "2027-03": 10000})
    assert tree["2027-Q1"].number == tree["2027"].number == 25000
    assert "2027-Q2" not in tree


def test_a_year_split_with_the_actual_quarters_as_weights_gives_them_back() -> None:
    quarters = {1: 108356940348, 2: 129229486266, 3: 120885164935, 4: 198084981274}
    assert sum(quarters.values()) == 556556572823

    def weight(day: date) -> Fraction:
        quarter = (day.month + 2) // 3
        return Fraction(quarters[quarter], len(periods.days_of(f"2015-Q{quarter}")))

    tree = baselines([Resplit(date(2015, 1, 1), date(2015, 1, 1), {"2015": 556556572823}, weight)])
    assert [tree[f"2015-Q{quarter}"].number for quarter in quarters] == list(quarters.values())


def test_set_children_that_do_not_add_up_leave_the_parent_alone_and_show_the_gap() -> None:
    tree = plan({"2027-Q1": 100, "2027-01": 80, "2027-02": 70})
    assert tree["2027-Q1"].number == 100
    assert tree["2027-Q1"].plan_gap == -50
    assert tree["2027-03"].number == 0
    assert plan({"2027-Q1": 100, "2027-01": 10, "2027-02": 10, "2027-03": 10})["2027-Q1"].plan_gap == 70


def test_a_new_target_in_mid_month_leaves_begun_days_alone() -> None:
    later = Resplit(date(2027, 1, 10), date(2027, 1, 11), {"2027-01": 41000}, lambda _: Fraction(1))
    tree = plan({"2027-01": 31000}, later)
    assert tree["2027-01-10"].number == 1000
    assert tree["2027-01-11"].number == 1477
    assert sum(tree[day].number for day in periods.children_of("2027-01")) == 41000


def test_a_target_below_what_begun_days_hold_leaves_nothing_for_the_rest() -> None:
    later = Resplit(date(2027, 1, 10), date(2027, 1, 11), {"2027-01": 5000}, lambda _: Fraction(1))
    tree = plan({"2027-01": 31000}, later)
    assert tree["2027-01-31"].number == 0
    assert tree["2027-01"].plan_gap == -5000


def test_a_day_set_alone_makes_a_plan_of_just_that_day() -> None:
    tree = plan({"2026-11-19": 300000})
    assert tree["2026-11"].number == tree["2026"].number == 300000
    assert "2026-11-18" not in tree


NAMES = st.sampled_from(
    ["2027", "2027-Q1", "2027-Q3", "2027-01", "2027-02", "2027-08", "2027-02-03", "2027-08-31"]
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(NAMES, st.integers(0, 10**10), min_size=1), st.integers(1, 364), st.integers(0, 10**10)
)
def test_children_add_up_to_their_parent_but_for_the_gap_that_is_shown(
    targets: dict[str, int], begun: int, anew: int
) -> None:
    opened = periods.days_of("2027")[begun]
    later = Resplit(opened, opened, {**targets, "2027": anew}, lambda day: Fraction(day.weekday() + 1, 3))
    tree = plan(targets, later)
    for period, branch in tree.items():
        below = [tree[child].number for child in periods.children_of(period) if child in tree]
        assert branch.number >= 0
        assert not below or sum(below) + branch.plan_gap == branch.number
