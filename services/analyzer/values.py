"""Exact figures: integers, or fractions that are compared exactly and only shown rounded (metrics.md M0)."""

from typing import NamedTuple

from services.contracts.rounding import rounded


class Value(NamedTuple):
    """A figure: a whole number (denominator None), a fraction, or nothing with the reason why."""

    numerator: int | None
    denominator: int | None = None
    null_reason: str | None = None

    @property
    def shown(self) -> int | float | None:
        """The figure as printed: whole numbers as they are, fractions rounded half-up to 6 decimals."""
        if self.numerator is None or self.null_reason is not None:
            return None
        if self.denominator is None:
            return self.numerator
        return rounded(self.numerator, self.denominator)


def amount(number: int) -> Value:
    """A whole number."""
    return Value(number)


def ratio(numerator: int, denominator: int) -> Value:
    """A fraction; without a denominator it is null, never 0 and never infinity."""
    if denominator == 0:
        return Value(numerator, 0, "zero_denominator")
    return Value(numerator, denominator)


NOTHING = Value(None, None, "no_data")
