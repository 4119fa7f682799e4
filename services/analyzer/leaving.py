"""Visits that ended and wait to be counted in page health: many of them go into the same few windows of one day.

Only news of a day that still runs waits here, and only what adds, as page views do (`footfall`): whoever reads, closes
or stores windows has it settled first, so that no figure depends on when that was.
"""

from collections.abc import Mapping
from typing import Protocol

from services.analyzer.clock import Arrival
from services.analyzer.contributions.pages import Exits
from services.analyzer.deltas import Cell
from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.visits import Visit
from services.analyzer.moments import Span
from services.analyzer.opening import POURED
from services.analyzer.panes import Pane


class Windows(Protocol):
    """Windows, as far as they are needed to put visits into them."""

    def apply(
        self, changes: Mapping[Cell, int], came: Arrival, offset: int, arrived: int | None = None
    ) -> None:
        """Add contributions, see `windows.Windows.apply`."""


class Leaving:
    """The visits of a shop that are over and not in its windows yet."""

    def __init__(self) -> None:
        """Nobody has left."""
        self._exits = Exits()
        self.mixed: dict[int, Pane] = {}  # by the day, the week in which the mix of its visits is said
        self.until = 0  # the end of the earliest day that somebody waits for, in epoch seconds

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self.until)

    def add(self, day: Span, visitor: Visitor, visit: Visit, arrived: int) -> None:
        """The only visit of a visitor on a running day is over; the last of it arrived at an epoch second."""
        self._exits.add(day.start, visitor, visit, arrived, is_alone=True)
        self.until = min(self.until or day.end, day.end)

    def pour(self, windows: Windows) -> None:
        """Put everything into the windows, which were open when it happened."""
        exits = self._exits
        self._exits, self.until = Exits(), 0
        self.mixed.clear()
        for came, changes in exits.parts():
            windows.apply(changes, POURED, came.offset, came.arrived)
