from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.values import amount, ratio
from services.contracts.rounding import rounded


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**9))
def test_fractions_are_shown_rounded_half_up_to_six_decimals(numerator, denominator):
    exact = Fraction(numerator, denominator)
    # enough digits for an exact tie to be seen as one
    shown = Decimal(str(rounded(numerator, denominator)))
    assert abs(Fraction(shown) - exact) <= Fraction(1, 2_000_000) + Fraction(abs(shown)) / 2**52
    if abs(numerator) < 10**6 and denominator < 10**6:
        scaled = Decimal(exact.numerator * 10**12 // exact.denominator) / 10**12
        if exact >= 0:
            assert abs(shown - scaled.quantize(Decimal("0.000001"), ROUND_HALF_UP)) <= Decimal("0.000001")


def test_a_tie_goes_away_from_zero():
    assert rounded(1, 2_000_000) == 0.000001
    assert rounded(-1, 2_000_000) == -0.000001
    assert rounded(5, 2) == 2.5
    assert rounded(6, 3) == 2
    assert isinstance(rounded(6, 3), int)


def test_no_denominator_is_no_value_and_says_why():
    nothing = ratio(5, 0)
    assert nothing.shown is None
    assert nothing.null_reason == "zero_denominator"
    assert amount(7).shown == 7
