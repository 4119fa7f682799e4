"""What an item's stock means for whoever orders it (metrics.md M6)."""

from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.formulas.replenishing import Shelf

shelves = st.builds(
    Shelf,
    on_hand=st.integers(-50, 5000),
    sold=st.integers(0, 700),
    days=st.sampled_from([0, 3, 4, 5, 6, 7]),
    has_sold=st.booleans(),
    lead_days=st.integers(0, 90),
    least_order=st.integers(0, 300),
)


@given(shelves)
def test_the_state_is_the_first_of_out_low_slow_that_holds(shelf: Shelf):
    cover = Fraction(shelf.on_hand * shelf.days, shelf.sold) if shelf.days and shelf.sold else None
    if shelf.on_hand <= 0:
        expected = "out"
    elif cover is not None and cover < shelf.lead_days:
        expected = "low"
    elif (cover is not None and cover > 60) or not shelf.has_sold:
        expected = "slow"
    else:
        expected = "ok"
    assert shelf.state == expected


@given(shelves)
def test_an_order_covers_lead_time_and_a_week_and_is_no_smaller_than_the_least(shelf: Shelf):
    if shelf.state == "slow":
        assert shelf.reorder == 0
    elif not shelf.days:
        assert shelf.reorder is None
    else:
        mean = Fraction(shelf.sold, shelf.days)
        needed = max(0, ceil(mean * (shelf.lead_days + 7)) - shelf.on_hand)
        assert shelf.reorder == (max(needed, shelf.least_order) if needed else 0)
