"""Direct standardisation (metrics.md M14)."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.mix import LEAST_IN_CELL, WEIGHTS, Cell, Mix, adjusted, rate

NEW_FREE, NEW_PAID, OLD_FREE, OLD_PAID = WEIGHTS
visits = st.integers(0, 400)


@st.composite
def cell(draw: st.DrawFn) -> Cell:
    """Some visits, no more of them bounced than there are."""
    found = draw(visits)
    return Cell(found, draw(st.integers(0, found)))


mixes = st.fixed_dictionaries({mix: cell() for mix in WEIGHTS}).filter(
    lambda cells: any(cell.visits for cell in cells.values())
)
weights = st.fixed_dictionaries({mix: st.integers(1, 100).map(Fraction) for mix in WEIGHTS})


def test_the_essay_s_two_weeks_with_one_raw_rate_differ_once_the_mix_is_taken_out():
    one = dict(zip(WEIGHTS, [Cell(100, 80), Cell(200, 160), Cell(500, 200), Cell(200, 90)], strict=True))
    other = dict(zip(WEIGHTS, [Cell(500, 290), Cell(300, 165), Cell(150, 55), Cell(50, 20)], strict=True))
    assert adjusted(one, WEIGHTS) == Fraction("0.685")
    assert adjusted(other, WEIGHTS) == Fraction(508833, 10**6) + Fraction(1, 3 * 10**6)


def test_a_cell_of_few_visits_takes_the_rate_of_its_class_and_a_class_of_few_that_of_all():
    cells = {NEW_FREE: Cell(100, 50), NEW_PAID: Cell(29, 29), OLD_FREE: Cell(29, 0)}
    assert rate(cells, NEW_FREE) == Fraction(1, 2)
    assert rate(cells, NEW_PAID) == Fraction(79, 129)
    assert rate(cells, OLD_FREE) == rate(cells, OLD_PAID) == Fraction(79, 158)
    assert rate({**cells, NEW_PAID: Cell(30, 30)}, NEW_PAID) == 1


@given(mixes)
def test_an_adjusted_rate_lies_between_the_lowest_and_the_highest_rate(cells):
    rates = [rate(cells, mix) for mix in WEIGHTS]
    assert min(rates) <= adjusted(cells, WEIGHTS) <= max(rates)


@given(mixes, weights, st.integers(2, 9))
def test_only_the_proportion_of_the_weights_matters(cells, given_weights, times):
    more = {mix: weight * times for mix, weight in given_weights.items()}
    assert adjusted(cells, given_weights) == adjusted(cells, more)


@given(mixes, st.integers(2, 9))
def test_more_visits_of_the_same_kinds_leave_the_adjusted_rate_alone(cells, times):
    large = {mix: Cell(c.visits + LEAST_IN_CELL * 4, c.amount) for mix, c in cells.items()}
    more = {mix: Cell(c.visits * times, c.amount * times) for mix, c in large.items()}
    assert adjusted(large, WEIGHTS) == adjusted(more, WEIGHTS)


@given(weights, st.integers(30, 400), st.data())
def test_equal_rates_in_all_cells_are_the_adjusted_rate_whatever_the_mix(given_weights, base, data):
    share = data.draw(st.integers(0, base))
    times = data.draw(st.lists(st.integers(1, 9), min_size=4, max_size=4))
    cells = {mix: Cell(base * n, share * n) for mix, n in zip(WEIGHTS, times, strict=True)}
    assert adjusted(cells, given_weights) == Fraction(share, base)


def test_a_cell_is_named_as_its_benchmark_is():
    assert [mix.name for mix in WEIGHTS] == ["new-free", "new-paid", "returning-free", "returning-paid"]
    assert Mix("new", "free") == NEW_FREE
