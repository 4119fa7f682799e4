"""Splits a whole number exactly: floors first, the rest to the largest fractional parts (planning.md P2)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Any)
Weight = int | Fraction


def split(total: int, weights: Mapping[Key, Weight]) -> dict[Key, int]:
    """Parts of `total` >= 0 in proportion to `weights` >= 0; they add up to `total` exactly, none is negative.

    All weights 0 count as equal; ties go by key order; no keys give no parts.
    """
    if total < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("only a total and weights that are not negative can be split")
    if not weights:
        return {}
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if whole == 0:
        return round_to_sum({key: Fraction(total, len(weights)) for key in weights})
    return round_to_sum({key: total * Fraction(weight) / whole for key, weight in weights.items()})


def round_to_sum(exact: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Whole numbers for `exact` values (of any sign) whose sum is whole, with the same sum.

    Each is its floor, or one more: the ones with the largest fractional part first, ties by key order.
    """
    parts = {key: floor(value) for key, value in exact.items()}
    left = sum(exact.values(), Fraction(0)) - sum(parts.values())
    if left.denominator != 1:
        raise ValueError("only values with a whole sum can be rounded to it")
    first = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in first[: int(left)]:
        parts[key] += 1
    return parts


def half_up(value: Fraction, decimals: int = 0) -> Fraction:
    """`value` rounded half-up (away from zero on a tie) to `decimals` places, still exact."""
    scale = 10**decimals
    size = floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(size if value >= 0 else -size, scale)
