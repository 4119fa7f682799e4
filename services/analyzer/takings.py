"""What orders add that waits to be put into windows: those of ten seconds go into the same few windows of the shop.

Only prompt news of a moment of which the shortest window is open waits here, and only what adds to sales and traffic.
When those ten seconds are over, their windows get what is theirs before they close (see `footfall` for why this
changes no figure).
"""

from collections.abc import Callable, Mapping

from services.analyzer.deltas import Cell, Scope
from services.analyzer.gathered import Pourable, Poured, Viewers
from services.analyzer.longer import SUMMED
from services.analyzer.members import SKETCHED
from services.analyzer.moments import PULSE


class _Taken(Viewers):
    """What goes into the windows of some kinds of one scope; it came by the end of the ten seconds."""

    __slots__ = ("members", "sums")

    def __init__(self, offset: int, until: int) -> None:
        super().__init__(offset, until)
        self.sums: dict[str, int] = {}
        self.members: dict[str, list[str]] = {}


class Takings:
    """What orders add to sales and traffic that is not in the windows of a shop yet."""

    def __init__(self) -> None:
        """Nobody ordered."""
        # By the first of ten seconds, then by the kinds of windows, then by the scope.
        self._pulses: dict[int, dict[str, dict[Scope, _Taken]]] = {}

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._pulses)

    def take(self, changes: Mapping[Cell, int], at: int, offset: int) -> dict[Cell, int]:
        """Take what only adds at an epoch second; returns what does not."""
        left: dict[Cell, int] = {}
        start = at - at % PULSE
        places = self._pulses.get(start)
        if places is None:
            places = self._pulses[start] = {}
        for cell, step in changes.items():
            family, kinds, moment, scope, measure, member = cell
            if moment != at or step < 0 or family != SUMMED or (member is not None and measure in SKETCHED):
                left[cell] = step
                continue
            scopes = places.get(kinds)
            if scopes is None:
                scopes = places[kinds] = {}
            taken = scopes.get(scope)
            if taken is None:
                taken = scopes[scope] = _Taken(offset, start + PULSE)
            if member is None:
                taken.sums[measure] = taken.sums.get(measure, 0) + step
            else:
                taken.members.setdefault(measure, []).extend([member] * step)
        return left

    def pour_over(self, windows: Pourable, is_over: Callable[[int], bool]) -> None:
        """Put what belongs to ten seconds that are over into the windows."""
        for start in [start for start in self._pulses if is_over(start + PULSE)]:
            _pour(windows, start, self._pulses.pop(start))

    def pour(self, windows: Pourable) -> None:
        """Put everything into the windows, so that nothing waits any more."""
        pulses, self._pulses = self._pulses, {}
        for start, places in pulses.items():
            _pour(windows, start, places)


def _pour(windows: Pourable, at: int, places: dict[str, dict[Scope, _Taken]]) -> None:
    for kinds, scopes in places.items():
        into: Poured = windows.pouring(kinds, at)
        for scope, taken in scopes.items():
            into.pour(scope, taken, taken.sums, taken.members)
