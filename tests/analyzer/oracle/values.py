"""What the oracle answers: a whole number, an exact share, or nothing (metrics.md M0, Exactness, Missing values)."""

from fractions import Fraction
from typing import NamedTuple


class Share(NamedTuple):
    """ "A ratio carries its numerator and denominator"; with denominator 0 it is null, "never 0, never infinity"."""

    numerator: Fraction | int
    denominator: Fraction | int

    @property
    def exact(self) -> Fraction | None:
        return Fraction(self.numerator) / Fraction(self.denominator) if self.denominator else None


Answer = int | Fraction | str | Share | None


def exact(answer: Answer) -> Fraction | str | None:
    """The value behind an answer."""
    if answer is None or isinstance(answer, str):
        return answer
    return answer.exact if isinstance(answer, Share) else Fraction(answer)


def shown(value: Fraction) -> Fraction:
    """ "It is shown rounded half-up to 6 decimals"."""
    scaled = value * 10**6
    whole = (abs(scaled) * 2 + 1) // 2  # half-up of the magnitude
    return Fraction(whole if scaled >= 0 else -whole, 10**6)


def median(values: list[int]) -> Fraction | None:
    """The middle of the sorted values, the mean of the two middle ones when their number is even."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return Fraction(ordered[half]) if len(ordered) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)
