"""What a formula sees of a window: its sums, its distinct counts, the shop's own pane beside it, and what is known."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.known import Known
from services.analyzer.members import Members
from services.analyzer.panes import Pane, PaneKey

SUMMED = "s"  # the family whose days make up the longer windows


class View(Protocol):
    """The figures of one window and scope."""

    scope: Scope
    known: Known

    @property
    def kind(self) -> str:
        """The letter of the window's kind, or a rolling length such as r7."""

    @property
    def start(self) -> int:
        """Epoch second at which the window begins."""

    @property
    def end(self) -> int:
        """Epoch second at which the window ends."""

    def has(self, measure: str) -> bool:
        """Whether anything was ever added to a sum."""

    def sum(self, measure: str) -> int:
        """A sum; 0 when nothing was added."""

    def sums(self, head: str) -> dict[str, int]:
        """The sums whose names begin so, by the rest of their names; one taken back is 0."""

    def count(self, measure: str) -> int:
        """The number of distinct members."""

    def members(self, measure: str) -> set[str]:
        """The distinct members of one or several windows."""

    def shop(self) -> "View":
        """The same window of the whole shop."""

    def at(self, scope: Scope) -> "View":
        """The same window of another scope."""

    def others(self) -> Iterable["View"]:
        """The same window of every scope that has a pane."""

    def each_day(self) -> Iterable["View"]:
        """The days of a rolling window, earliest first; any other window is its own only part."""

    def rolling(
        self, days: int, scope: Scope | None = None, lag: int = 0, family: str = SUMMED
    ) -> "RollingView":
        """The last `days` days, `lag` days before this window's end, of a scope (default: own)."""

    def daily(self, family: str = SUMMED) -> list["PaneView"]:
        """Each day of the window as a view of its own, with or without a pane, earliest first."""


class PaneView:
    """A window with a pane of its own; distinct counts of longer windows are merged from their days."""

    def __init__(self, known: Known, key: PaneKey, pane: Pane | None, days: list[int] | None) -> None:
        """`days` are the first seconds of the days that the window is made of, None for a base window."""
        self.known, self.key, self.pane, self.scope = known, key, pane, key.scope
        self._days = days
        self._found: dict[str, list[Members]] = {}
        self._day_members: list[dict[str, Members]] | None = None

    @property
    def kind(self) -> str:
        """The letter of the window's kind, or a rolling length such as r7."""
        return self.key.kind

    @property
    def start(self) -> int:
        """Epoch second at which the window begins."""
        return self.key.start

    @property
    def end(self) -> int:
        """Epoch second at which the window ends."""
        if self.pane is not None:
            return self.pane.end
        calendar, days = self.known.calendar, self._days
        return (
            calendar.day(days[-1]).spans["d"].end
            if days
            else calendar.span(self.key.kind, self.key.start).end
        )

    def has(self, measure: str) -> bool:
        """Whether anything was ever added to a sum, or anybody counted."""
        pane = self.pane
        return (pane is not None and (measure in pane.sums or measure in pane.counts)) or bool(
            self._sets(measure)
        )

    def sum(self, measure: str) -> int:
        """A sum over the window."""
        return 0 if self.pane is None else self.pane.sums.get(measure, 0)

    def sums(self, head: str) -> dict[str, int]:
        """The sums whose names begin so, by the rest of their names; one taken back is 0."""
        known = {} if self.pane is None else self.pane.sums
        return {name[len(head) :]: number for name, number in known.items() if name.startswith(head)}

    def count(self, measure: str) -> int:
        """The number of distinct members over the window."""
        if self.pane is not None and self.pane.is_frozen:
            return self.pane.counts.get(measure, 0)
        sets = self._sets(measure)
        return sets[0].size if len(sets) == 1 else len(self.members(measure))

    def members(self, measure: str) -> set[str]:
        """The distinct members over the window."""
        return {member for members in self._sets(measure) for member in members}

    def shop(self) -> "PaneView":
        """The same window of the whole shop."""
        return self.at(SHOP)

    def others(self) -> Iterable["PaneView"]:
        """The same window of every scope."""
        scopes = self.known.book.scopes(self.key.family, self.key.kind, self.key.start)
        return [self.at(scope) for scope in scopes]

    def each_day(self) -> "list[PaneView]":
        """The window itself: its figures are not summed from days."""
        return [self]

    def at(self, scope: Scope) -> "PaneView":
        """The same window of another scope."""
        key = self.key._replace(scope=scope)
        return PaneView(self.known, key, self.known.book.get(key), self._days)

    def rolling(
        self, days: int, scope: Scope | None = None, lag: int = 0, family: str = SUMMED
    ) -> "RollingView":
        """Some days until (`lag` days before) the end of this window, summed from the days."""
        starts = self.known.days(self.end, days, lag)
        key = PaneKey(family, f"r{days}", starts[0], self.scope if scope is None else scope)
        return RollingView(self.known, key, None, starts)

    def within(self, family: str) -> "PaneView":
        """The same window and scope in another family of panes, with its own sums and members alone."""
        key = self.key._replace(family=family)
        return PaneView(self.known, key, self.known.book.get(key), None)

    def daily(self, family: str = SUMMED) -> list["PaneView"]:
        """Each day of the window as a view of its own, with or without a pane, earliest first."""
        starts = self.known.days_between(self.start, self.end)
        keys = [PaneKey(family, "d", start, self.scope) for start in starts]
        return [PaneView(self.known, key, self.known.book.get(key), None) for key in keys]

    def _sets(self, measure: str) -> list[Members]:
        found = self._found.get(measure)
        if found is None:
            found = self._found[measure] = self._look_up(measure)
        return found

    def _look_up(self, measure: str) -> list[Members]:
        book = self.known.book
        if self._days is None:
            found = book.known(self.key, measure)
            return [] if found is None else [found]
        if self._day_members is None:
            keys = (PaneKey(self.key.family, "d", start, self.scope) for start in self._days)
            self._day_members = [sets for key in keys if (sets := book.members.get(key)) is not None]
        return [sets[measure] for sets in self._day_members if measure in sets]


class RollingView(PaneView):
    """A window of the last N closed days: sums too are taken from the days."""

    _held: list[Pane] | None = None

    def has(self, measure: str) -> bool:
        """Whether any of the days holds the sum, or anybody was counted."""
        return any(measure in pane.sums for pane in self.day_panes()) or bool(self._sets(measure))

    def sum(self, measure: str) -> int:
        """The sum over the days."""
        return sum(pane.sums.get(measure, 0) for pane in self.day_panes())

    def sums(self, head: str) -> dict[str, int]:
        """The sums over the days whose names begin so, by the rest of their names."""
        found: dict[str, int] = defaultdict(int)
        for day in self.each_day():
            for name, number in day.sums(head).items():
                found[name] += number
        return dict(found)

    def at(self, scope: Scope) -> "RollingView":
        """The same window of another scope."""
        key = self.key._replace(scope=scope)
        return RollingView(self.known, key, self.known.book.get(key), self._days)

    @property
    def days(self) -> list[int]:
        """The first seconds of the days."""
        assert self._days is not None
        return self._days

    def day_panes(self) -> list[Pane]:
        """The panes of the days that have one, earliest first."""
        if self._held is None:
            keys = (PaneKey(self.key.family, "d", start, self.scope) for start in self.days)
            self._held = [pane for key in keys if (pane := self.known.book.get(key)) is not None]
        return self._held

    def each_day(self) -> list[PaneView]:
        """Each day as a view of its own, with or without a pane, earliest first."""
        keys = [PaneKey(self.key.family, "d", start, self.scope) for start in self.days]
        return [PaneView(self.known, key, self.known.book.get(key), None) for key in keys]
