"""Direct standardisation: a rate as if the visits had come in a reference mix (metrics.md M14)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

LEAST_IN_CELL = 30  # visits under which a cell takes the rate of its visitor class (P)
LEAST_VISITS = 200  # visits under which nothing is adjusted (P)


class Mix(NamedTuple):
    """Who came, and how: visitor class (new, returning) and source class (free, paid)."""

    visitor: str
    source: str

    @property
    def name(self) -> str:
        """As `benchmark.set` names the cell."""
        return f"{self.visitor}-{self.source}"


class Cell(NamedTuple):
    """Visits, and what of them is counted: bounced visits, page views."""

    visits: int
    amount: int


NOBODY = Cell(0, 0)
WEIGHTS: dict[Mix, Fraction] = {
    Mix("new", "free"): Fraction(35, 100),
    Mix("new", "paid"): Fraction(35, 100),
    Mix("returning", "free"): Fraction(20, 100),
    Mix("returning", "paid"): Fraction(10, 100),
}  # (P)


def adjusted(cells: Mapping[Mix, Cell], weights: Mapping[Mix, Fraction]) -> Fraction:
    """The weighted sum of the cells' rates; needs visits, and a weight. Weights that do not sum to 1 are scaled."""
    total = sum(weights.values(), Fraction(0))
    return sum((weight * rate(cells, mix) for mix, weight in weights.items()), Fraction(0)) / total


def rate(cells: Mapping[Mix, Cell], mix: Mix) -> Fraction:
    """A cell's own rate; of few visits the rate of its visitor class, of few in that of all visits."""
    alike = [cell for other, cell in cells.items() if other.visitor == mix.visitor]
    for pool in ([cells.get(mix, NOBODY)], alike):
        visits = sum(cell.visits for cell in pool)
        if visits >= LEAST_IN_CELL:
            return Fraction(sum(cell.amount for cell in pool), visits)
    return Fraction(sum(c.amount for c in cells.values()), sum(c.visits for c in cells.values()))
