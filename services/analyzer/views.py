"""What a formula sees of a window: its sums, its distinct counts, and the shop's own pane beside it."""

from collections.abc import Iterable
from typing import Protocol

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.members import Members
from services.analyzer.panes import Pane, PaneBook, PaneKey


class View(Protocol):
    """The figures of one window and scope."""

    scope: Scope

    def has(self, measure: str) -> bool:
        """Whether anything was ever added to a sum."""

    def sum(self, measure: str) -> int:
        """A sum; 0 when nothing was added."""

    def count(self, measure: str) -> int:
        """The number of distinct members."""

    def members(self, measure: str) -> set[str]:
        """The distinct members of one or several windows."""

    def shop(self) -> "View":
        """The same window of the whole shop."""

    def others(self) -> Iterable["View"]:
        """The same window of every scope that has a pane."""


class PaneView:
    """A window with a pane of its own; distinct counts of longer windows are merged from their days."""

    def __init__(self, book: PaneBook, key: PaneKey, pane: Pane | None, days: list[int] | None) -> None:
        """`days` are the first seconds of the days that the window is made of, None for a base window."""
        self.book, self.key, self.pane, self.scope = book, key, pane, key.scope
        self._days = days
        self._found: dict[str, list[Members]] = {}
        self._day_members: list[dict[str, Members]] | None = None

    def has(self, measure: str) -> bool:
        """Whether anything was ever added to a sum, or anybody counted."""
        return (self.pane is not None and measure in self.pane.sums) or bool(self._sets(measure))

    def sum(self, measure: str) -> int:
        """A sum over the window."""
        return 0 if self.pane is None else self.pane.sums.get(measure, 0)

    def count(self, measure: str) -> int:
        """The number of distinct members over the window."""
        sets = self._sets(measure)
        return sets[0].size if len(sets) == 1 else len(self.members(measure))

    def members(self, measure: str) -> set[str]:
        """The distinct members over the window."""
        return {member for members in self._sets(measure) for member in members}

    def shop(self) -> "PaneView":
        """The same window of the whole shop."""
        return self._at(SHOP)

    def others(self) -> Iterable["PaneView"]:
        """The same window of every scope."""
        return [self._at(scope) for scope in self.book.scopes(self.key.family, self.key.kind, self.key.start)]

    def _at(self, scope: Scope) -> "PaneView":
        key = self.key._replace(scope=scope)
        return PaneView(self.book, key, self.book.get(key), self._days)

    def _sets(self, measure: str) -> list[Members]:
        found = self._found.get(measure)
        if found is None:
            found = self._found[measure] = self._look_up(measure)
        return found

    def _look_up(self, measure: str) -> list[Members]:
        if self._days is None:
            found = self.book.known(self.key, measure)
            return [] if found is None else [found]
        if self._day_members is None:
            keys = (PaneKey(self.key.family, "d", start, self.scope) for start in self._days)
            self._day_members = [sets for key in keys if (sets := self.book.members.get(key)) is not None]
        return [sets[measure] for sets in self._day_members if measure in sets]


class RollingView(PaneView):
    """A window of the last N closed days: sums too are taken from the days."""

    def has(self, measure: str) -> bool:
        """Whether any of the days holds the sum, or anybody was counted."""
        return any(measure in pane.sums for pane in self._day_panes()) or bool(self._sets(measure))

    def sum(self, measure: str) -> int:
        """The sum over the days."""
        return sum(pane.sums.get(measure, 0) for pane in self._day_panes())

    def _at(self, scope: Scope) -> "RollingView":
        key = self.key._replace(scope=scope)
        return RollingView(self.book, key, self.book.get(key), self._days)

    def _day_panes(self) -> list[Pane]:
        assert self._days is not None
        keys = (PaneKey(self.key.family, "d", start, self.scope) for start in self._days)
        return [pane for key in keys if (pane := self.book.get(key)) is not None]
