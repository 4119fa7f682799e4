"""What is still needed after each day (planning.md P6; story S09)."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.planner import periods
from services.planner.cascade import Cascade, Standing, cascade, changed
from services.planner.replan import UPLIFT_CAP, capped_split, replan
from services.planner.tree import Branch, Resplit, baselines

LAST_FOUR = {27: 1_000_000, 28: 1_300_000, 29: 1_300_000, 30: 1_000_000}


def november_weight(day: date) -> Fraction:
    return Fraction(LAST_FOUR.get(day.day, Fraction(26_400_000, 26)))


def november() -> dict[str, Branch]:
    return baselines(
        [Resplit(date(2026, 11, 1), date(2026, 11, 1), {"2026-11": 31_000_000}, november_weight)]
    )


def actuals(**late: int) -> dict[date, int]:
    closed = {date(2026, 11, day): 1_000_000 for day in range(1, 27)}
    return closed | {date(2026, 11, int(day[1:])): value for day, value in late.items()}


def lived(today: int, frozen: dict[str, int] | None = None, **late: int) -> Cascade:
    day = date(2026, 11, today)
    return cascade(Standing(branches=november(), actuals=actuals(**late), frozen=frozen or {}, today=day))


def current(plan: Cascade) -> list[int]:
    return [plan.nodes[f"2026-11-{day}"].current for day in LAST_FOUR]


def test_the_baseline_of_the_worked_month_is_as_printed() -> None:
    assert [november()[f"2026-11-{day}"].number for day in LAST_FOUR] == list(LAST_FOUR.values())


def test_after_26_november_five_million_are_spread_over_four_days() -> None:
    plan = lived(27)
    assert current(plan) == [1_086_957, 1_413_043, 1_413_043, 1_086_957]
    assert plan.nodes["2026-11"].shortfall == 0
    assert plan.nodes["2026-11"].remaining == 5_000_000
    assert plan.frozen["2026-11-27"] == 1_086_957
    assert "2026-11-28" not in plan.frozen


def test_a_weak_day_raises_the_three_that_are_left() -> None:
    plan = lived(28, lived(27).frozen, d27=800_000)
    assert current(plan) == [1_086_957, 1_516_667, 1_516_667, 1_166_666]
    assert plan.nodes["2026-11"].shortfall == 0


def after_28() -> Cascade:
    return lived(29, lived(28, lived(27).frozen, d27=800_000).frozen, d27=800_000, d28=0)


def test_a_lost_day_meets_the_cap_and_the_month_is_said_to_be_out_of_reach() -> None:
    plan = after_28()
    month = plan.nodes["2026-11"]
    assert current(plan)[2:] == [1_950_000, 1_500_000]
    assert month.shortfall == 750_000
    assert month.is_unreachable
    assert (month.remaining, month.baseline_left) == (4_200_000, 2_300_000)
    assert round(month.remaining / month.baseline_left, 6) == 1.826087
    assert [plan.nodes[f"2026-11-{day}"].baseline for day in LAST_FOUR] == list(LAST_FOUR.values())


def test_a_revision_of_a_closed_day_replans_once_and_leaves_its_own_target_alone() -> None:
    before = after_28()
    plan = lived(29, before.frozen, d27=900_000, d28=0)
    assert plan.nodes["2026-11"].remaining == 4_100_000
    assert plan.nodes["2026-11"].shortfall == 650_000
    assert plan.frozen == before.frozen
    assert [node.period for node in changed(before.nodes, plan.nodes)] == ["2026-11"]


def test_the_days_can_be_lived_through_afterwards_with_the_same_result() -> None:
    assert lived(29, None, d27=800_000, d28=0).frozen == after_28().frozen


def test_the_same_standing_gives_the_same_cascade_id() -> None:
    assert after_28().cascade_id == after_28().cascade_id
    assert after_28().cascade_id != lived(27).cascade_id


def test_a_day_is_not_frozen_before_the_day_before_has_closed() -> None:
    plan = lived(28, lived(27).frozen)
    assert "2026-11-28" not in plan.frozen
    assert plan.nodes["2026-11-28"].current == 1_413_043


def test_a_month_that_is_met_asks_for_nothing_more_and_judges_by_the_baseline() -> None:
    plan = lived(28, lived(27).frozen, d27=9_000_000)
    assert [plan.nodes[f"2026-11-{day}"].current for day in (29, 30)] == [0, 0]
    assert plan.nodes["2026-11-29"].target == 1_300_000
    assert plan.frozen["2026-11-28"] == 1_300_000


def test_a_day_set_by_hand_is_kept_in_the_replan() -> None:
    resplit = Resplit(date(2026, 11, 1), date(2026, 11, 1), {"2026-11": 31_000_000}, november_weight)
    by_hand = Resplit(
        date(2026, 11, 20), date(2026, 11, 20), {**resplit.targets, "2026-11-29": 500_000}, november_weight
    )
    standing = Standing(
        branches=baselines([resplit, by_hand]), actuals=actuals(), frozen={}, today=date(2026, 11, 27)
    )
    plan = cascade(standing)
    assert plan.nodes["2026-11-29"].current == 500_000
    assert sum(current(plan)) == 5_000_000


def quarter_after(*closed: int) -> Cascade:
    months = {f"2027-{month:02d}": 10_000 for month in (1, 2, 3)}
    branches = {
        period: Branch(
            number=number, since=date(2027, 1, 1), is_set=period == "2027-Q1", is_sum=period == "2027"
        )
        for period, number in {"2027": 30_000, "2027-Q1": 30_000, **months}.items()
    }
    sold = {periods.last_day(f"2027-{month:02d}"): value for month, value in enumerate(closed, start=1)}
    return cascade(Standing(branches=branches, actuals=sold, frozen={}, today=max(sold)))


def test_a_closed_month_hands_its_miss_to_the_months_left_of_the_quarter() -> None:
    plan = quarter_after(8_000)
    assert [plan.nodes[f"2027-{month}"].current for month in ("02", "03")] == [11_000, 11_000]
    assert [plan.nodes[f"2027-{month}"].baseline for month in ("02", "03")] == [10_000, 10_000]
    assert plan.nodes["2027-Q1"].shortfall == 0


def test_months_are_capped_as_days_are() -> None:
    plan = quarter_after(0)
    assert [plan.nodes[f"2027-{month}"].current for month in ("02", "03")] == [15_000, 15_000]
    assert plan.nodes["2027-Q1"].shortfall == 0
    plan = quarter_after(0, 0)
    assert plan.nodes["2027-03"].current == 15_000
    assert plan.nodes["2027-Q1"].shortfall == 15_000
    assert plan.nodes["2027-Q1"].is_unreachable


def test_across_quarters_nothing_is_carried_over_unless_the_shop_says_so() -> None:
    branches = baselines(
        [Resplit(date(2027, 1, 1), date(2027, 1, 1), {"2027": 365_000}, lambda _: Fraction(1))]
    )
    sold = dict.fromkeys(periods.days_of("2027-Q1"), 500)
    standing = Standing(branches=branches, actuals=sold, frozen={}, today=date(2027, 4, 1))
    plan = cascade(standing)
    assert plan.nodes["2027-Q2"].current == 91_000
    assert plan.nodes["2027"].shortfall == 45_000
    carried = cascade(
        Standing(branches=branches, actuals=sold, frozen={}, today=date(2027, 4, 1), carry_over_year=True)
    )
    assert carried.nodes["2027-Q2"].current > 91_000
    assert carried.nodes["2027"].shortfall == 0


MONEY = st.integers(0, 10**9)


@given(
    st.dictionaries(
        st.sampled_from([f"d{n:02d}" for n in range(31)]), st.tuples(MONEY, MONEY, st.integers(0, 3))
    ),
    st.integers(0, 10**10),
)
def test_closed_running_left_and_shortfall_always_make_the_target(
    days: dict[str, tuple[int, int, int]], total: int
) -> None:
    closed = {day: sold for day, (_, sold, role) in days.items() if role == 0}
    running = {day: base for day, (base, _, role) in days.items() if role == 1}
    kept = {day: base for day, (base, _, role) in days.items() if role == 2}
    needed = replan(total, {day: base for day, (base, _, _) in days.items()}, closed, running, kept)
    promised = sum(closed.values()) + sum(running.values()) + sum(needed.current.values())
    over = max(0, sum(running.values()) + sum(kept.values()) - needed.remaining)
    if needed.remaining > 0:
        assert promised + needed.shortfall - over == total
    free = {day: value for day, value in needed.current.items() if day not in kept}
    assert all(2 * value <= 3 * days[day][0] for day, value in free.items())


@given(st.integers(0, 10**10), st.dictionaries(st.text(max_size=2), MONEY, max_size=31))
def test_a_capped_split_leaves_money_over_only_when_every_day_is_at_its_cap(
    total: int, baseline: dict[str, int]
) -> None:
    parts = capped_split(total, baseline, UPLIFT_CAP)
    ceilings = {day: base * 3 // 2 for day, base in baseline.items()}
    assert sum(parts.values()) == min(total, sum(ceilings.values()))
    assert all(0 <= parts[day] <= ceilings[day] for day in baseline)
