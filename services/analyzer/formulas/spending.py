"""What new and returning buyers cost (metrics.md M5); pure, in minor units and exact fractions."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple


class Spent(NamedTuple):
    """Costs of a month: for new buyers, for returning ones, and for all by traffic source (empty for none)."""

    new: int
    returning: int
    all: Mapping[str, int]


def split(spent: Spent, new_shares: Mapping[str, Fraction]) -> tuple[Fraction, Fraction] | None:
    """The costs of new and of returning buyers; None where the share of new visits of a source is unknown.

    The two add up to everything spent.
    """
    if any(cost and source not in new_shares for source, cost in spent.all.items()):
        return None
    new = sum((cost * new_shares[source] for source, cost in spent.all.items() if cost), Fraction(spent.new))
    return new, sum(spent.all.values()) + spent.new + spent.returning - new
