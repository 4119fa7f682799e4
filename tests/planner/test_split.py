"""Whole numbers are split exactly (planning.md P2)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.planner.split import half_up, round_to_sum, split

WEIGHTS = st.dictionaries(st.text(max_size=3), st.fractions(0, 1000), min_size=1, max_size=40)


def test_three_equal_roles_share_a_hundred_yuan_to_the_cent() -> None:
    assert split(10000, {"r1": 1, "r2": 1, "r3": 1}) == {"r1": 3334, "r2": 3333, "r3": 3333}


def test_a_tie_goes_to_the_earlier_day() -> None:
    days = [date(2026, 11, 3), date(2026, 11, 1), date(2026, 11, 2)]
    assert split(4, dict.fromkeys(days, 1))[date(2026, 11, 1)] == 2


def test_weights_that_are_all_zero_count_as_equal() -> None:
    assert split(5, {"a": 0, "b": 0}) == {"a": 3, "b": 2}


def test_nothing_to_split_over_gives_no_parts_and_negative_numbers_are_refused() -> None:
    assert split(5, {}) == {}
    with pytest.raises(ValueError, match="not negative"):
        split(-1, {"a": 1})
    with pytest.raises(ValueError, match="whole sum"):
        round_to_sum({"a": Fraction(1, 2)})


def test_half_up_rounds_away_from_zero_on_a_tie() -> None:
    assert half_up(Fraction(5, 2)) == 3
    assert half_up(Fraction(-5, 2)) == -3
    assert half_up(Fraction(12345, 100000), 4) == Fraction(1235, 10000)


@given(st.integers(0, 10**15), WEIGHTS)
def test_the_parts_always_add_up_and_stay_within_one_of_their_quota(
    total: int, weights: dict[str, Fraction]
) -> None:
    parts = split(total, weights)
    whole = sum(weights.values())
    assert sum(parts.values()) == total
    assert all(part >= 0 for part in parts.values())
    if whole:
        assert all(abs(parts[key] - total * weights[key] / whole) < 1 for key in weights)


@given(st.integers(0, 10**9), WEIGHTS)
def test_the_order_of_the_weights_changes_nothing(total: int, weights: dict[str, Fraction]) -> None:
    assert split(total, weights) == split(total, dict(reversed(weights.items())))
