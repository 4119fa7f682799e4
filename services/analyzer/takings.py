"""What orders add that waits to be put into windows: those of ten seconds go into the same few windows of the shop.

Only prompt news of a moment of which the shortest window is open waits here, and only what adds to sales and traffic.
When those ten seconds are over, their windows get what is theirs before they close (see `footfall` for why this
changes no figure).
"""

from collections.abc import Callable, Mapping

from services.analyzer.deltas import Cell, Scope
from services.analyzer.gathered import Pourable
from services.analyzer.longer import SUMMED
from services.analyzer.members import SKETCHED
from services.analyzer.moments import PULSE
from services.analyzer.viewers import Part, Parts


class Takings:
    """What orders add to sales and traffic that is not in the windows of a shop yet."""

    def __init__(self) -> None:
        """Nobody ordered."""
        self._pulses: dict[int, dict[Scope, Parts]] = {}  # by the first of ten seconds

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._pulses)

    def take(self, changes: Mapping[Cell, int], at: int, offset: int) -> dict[Cell, int]:
        """Take what only adds at an epoch second; returns what does not."""
        left: dict[Cell, int] = {}
        start = at - at % PULSE
        scopes = self._pulses.get(start)
        if scopes is None:
            scopes = self._pulses[start] = {}
        for cell, step in changes.items():
            family, kinds, moment, scope, measure, member = cell
            if moment != at or step < 0 or family != SUMMED or (member is not None and measure in SKETCHED):
                left[cell] = step
                continue
            parts = scopes.get(scope)
            if parts is None:
                parts = scopes[scope] = {}
            part = parts.get(kinds)
            if part is None:
                part = parts[kinds] = Part(offset)
            if member is None:
                part.total(measure, step)
            else:
                part.distinct(measure, member, step)
        return left

    def pour_over(self, windows: Pourable, is_over: Callable[[int], bool]) -> None:
        """Put what belongs to ten seconds that are over into the windows."""
        for start in [start for start in self._pulses if is_over(start + PULSE)]:
            _pour(windows, start, self._pulses.pop(start))

    def pour(self, windows: Pourable) -> None:
        """Put everything into the windows, so that nothing waits any more."""
        pulses, self._pulses = self._pulses, {}
        for start, scopes in pulses.items():
            _pour(windows, start, scopes)


def _pour(windows: Pourable, at: int, scopes: dict[Scope, Parts]) -> None:
    into = windows.pouring("", at)
    for scope, parts in scopes.items():
        into.pour_parts(scope, parts, at + PULSE)
