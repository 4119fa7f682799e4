"""The product defaults (P) that a shop changes with `options` of `shop.configured`, over time (events.md E10).

A setting does not change the past (E2): what belongs to a moment is read as of it, and what belongs to a window as of
the last moment of the window.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from services.analyzer.entities.settings import Settings
from services.analyzer.entities.visits import USUAL, Rule
from services.analyzer.members import EXACT_LIMIT
from services.analyzer.moments import DAY, SECOND

EVER = -(1 << 62)
Value = TypeVar("Value")


class OverTime(Generic[Value]):
    """A value that changes at some moments, in microseconds; before the first of them it is the default."""

    __slots__ = ("since_us", "starts", "values")

    def __init__(self, default: Value, told: Iterable[tuple[int, Value]] = ()) -> None:
        """`told` gives the value from each moment on, earliest first."""
        self.starts, self.values = [EVER], [default]
        for us, value in told:
            if value != self.values[-1]:
                self.starts.append(us)
                self.values.append(value)
        self.since_us = self.starts[-1]

    def at(self, us: int) -> Value:
        """The value at a moment."""
        if us >= self.since_us:
            return self.values[-1]
        return self.values[bisect_right(self.starts, us) - 1]

    def of(self, end: int) -> Value:
        """The value for a window that ends at an epoch second: the one at its last moment."""
        return self.at(end * SECOND - 1)

    def differs_from(self, other: "OverTime[Value]") -> int | None:
        """The first moment at which it differs from another one; None when it never does."""
        moments = sorted({*self.starts, *other.starts})
        return next((us for us in moments if self.at(us) != other.at(us)), None)


class Options:
    """All of them, read off the shop's settings once."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Without settings they are the product's."""
        told = {} if settings is None else settings.statements
        self._told = [(us, told[us].said.get("options") or {}) for us in sorted(told)]
        self.exact_limit = self._over_time("exact_distinct_limit", EXACT_LIMIT)
        self.visits = OverTime[Rule | None](None, ((us, _rule(said)) for us, said in self._told))
        self.recent_us = max((rule or USUAL).recent_us for rule in self.visits.values)

    def _over_time(self, name: str, default: int) -> OverTime[int]:
        return OverTime(default, ((us, int(said.get(name, default))) for us, said in self._told))


def _rule(said: dict[str, Any]) -> Rule | None:
    """The rule of visits, None for the usual one."""
    gap, days = said.get("visit_gap_minutes"), said.get("returning_days")
    rule = Rule(
        USUAL.gap_us if gap is None else int(gap * 60 * SECOND),
        USUAL.recent_us if days is None else int(days * DAY * SECOND),
    )
    return None if rule == USUAL else rule
