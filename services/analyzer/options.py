"""The product defaults (P) that a shop changes with `options` of `shop.configured`, over time (events.md E10).

A setting does not change the past (E2): what belongs to a moment is read as of it, and what belongs to a window as of
the last moment of the window.
"""

from bisect import bisect_right
from collections.abc import Iterable

from services.analyzer.entities.settings import Settings
from services.analyzer.members import EXACT_LIMIT
from services.analyzer.moments import SECOND

EVER = -(1 << 62)


class OverTime:
    """A value that changes at some moments, in microseconds; before the first of them it is the default."""

    __slots__ = ("_starts", "_values", "since_us")

    def __init__(self, default: int, told: Iterable[tuple[int, int]] = ()) -> None:
        """`told` gives the value from each moment on."""
        self._starts, self._values = [EVER], [default]
        for us, value in sorted(told):
            if value != self._values[-1]:
                self._starts.append(us)
                self._values.append(value)
        self.since_us = self._starts[-1]

    def at(self, us: int) -> int:
        """The value at a moment."""
        if us >= self.since_us:
            return self._values[-1]
        return self._values[bisect_right(self._starts, us) - 1]

    def of(self, end: int) -> int:
        """The value for a window that ends at an epoch second: the one at its last moment."""
        return self.at(end * SECOND - 1)


class Options:
    """All of them, read off the shop's settings once."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Without settings they are the product's."""
        self._told = {} if settings is None else settings.statements
        self.exact_limit = self._over_time("exact_distinct_limit", EXACT_LIMIT)

    def _over_time(self, name: str, default: int, unit: int = 1) -> OverTime:
        said = {us: (each.said.get("options") or {}).get(name) for us, each in self._told.items()}
        changed = ((us, default if value is None else int(value * unit)) for us, value in said.items())
        return OverTime(default, changed)
