"""Exact figures: integers, or fractions that are compared exactly and only shown rounded (metrics.md M0)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from services.contracts.rounding import rounded


class Value(NamedTuple):
    """A figure: a whole number (denominator None), a fraction, or nothing with the reason why.

    `label` is the state of a metric that is one; `error` the relative standard error of a sketch; `beside` stands in
    the row's `parts`. Two words on a window differ when anything but `beside` does.
    """

    numerator: int | None
    denominator: int | None = None
    null_reason: str | None = None
    label: str | None = None
    error: float | None = None
    is_provisional: bool = False
    basis: str = "stream"
    beside: dict[str, Any] | None = None

    @property
    def word(self) -> tuple[Any, ...]:
        """What makes a new revision when it changes."""
        return self[:-1]

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


def millionths(number: float) -> int:
    """A decimal of at most 6 places as a whole number of millionths, exactly as it was written."""
    return int(Decimal(repr(number)).scaleb(6))


def missing(reason: str, **beside: Any) -> Value:
    """No figure, and why."""
    return Value(None, None, reason, beside=beside or None)


NOTHING = missing("no_data")


def median(numbers: Iterable[int]) -> Value:
    """The median; of an even number the exact mean of the middle two; nothing of nothing."""
    ordered = sorted(numbers)
    if not ordered:
        return NOTHING
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return amount(ordered[middle])
    total = ordered[middle - 1] + ordered[middle]
    return ratio(total, 2) if total % 2 else amount(total // 2)


def with_error(value: Value, errors: list[float]) -> Value:
    """A figure with the largest of the errors that went into it; the list is used up."""
    if errors:
        value = value._replace(error=max(errors))
        errors.clear()
    return value
