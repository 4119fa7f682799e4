"""What a formula is: how one metric follows from the measures of a window, and what it needs to be said."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from services.analyzer.values import Value, amount, ratio
from services.analyzer.views import View

NOWHERE_ELSE: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType({})


class Formula(NamedTuple):
    """How one metric is computed, from which family of panes, and what it needs to be said of a narrow scope.

    `needs` names the measures without which a scope other than the shop has nothing to say. `beside` adds scopes to
    those of the catalogue: window kind -> sets of scope keys, each sorted; `is_split` says it is of those alone.
    `is_sum_of` names the measure whose plain sum it is wherever traffic figures do not come from rows (M0 Basis).
    """

    family: str
    needs: tuple[str, ...]
    compute: Callable[[View], Value]
    beside: Mapping[str, tuple[tuple[str, ...], ...]] = NOWHERE_ELSE
    is_split: bool = False
    is_sum_of: str | None = None

    def has_something(self, view: View) -> bool:
        """Whether a window has any of what it needs."""
        return not self.needs or any(view.has(measure) for measure in self.needs)


def total(measure: str, family: str = "s") -> Formula:
    """The sum of a measure."""
    return Formula(family, (measure,), lambda view: amount(view.sum(measure)), is_sum_of=measure)


def distinct(measure: str, family: str = "s") -> Formula:
    """The number of distinct members of a measure."""
    return Formula(family, (measure,), lambda view: amount(view.count(measure)))


def share(numerator: str, denominator: str, family: str = "s") -> Formula:
    """One sum over another."""
    return Formula(family, (numerator, denominator), lambda v: ratio(v.sum(numerator), v.sum(denominator)))


def per(measure: str, members: str, family: str = "s") -> Formula:
    """A sum per distinct member."""
    return Formula(family, (measure, members), lambda v: ratio(v.sum(measure), daily(v, members)))


def daily(view: View, members: str) -> int:
    """Distinct members; for the ratio of a rolling window the sum of those of its days (metrics.md M0 Exactness)."""
    return sum(day.count(members) for day in view.each_day())
