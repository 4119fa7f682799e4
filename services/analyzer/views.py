"""The figures of one window as formulas see them: of its own pane, or of the days that it is made of."""

from collections.abc import Iterable
from itertools import chain
from typing import Self, TypeVar

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.known import Known
from services.analyzer.members import ERROR, Members
from services.analyzer.panes import ROWS, Pane, PaneKey
from services.analyzer.together import united
from services.analyzer.view import View

__all__ = ["MERGED", "SUMMED", "MergedView", "PaneView", "RollingView", "View"]

SomeView = TypeVar("SomeView", bound="PaneView")
SUMMED = "s"  # the family whose days make up the longer windows
MERGED = "wM"


class PaneView:
    """A window with a pane of its own; distinct counts of longer windows are merged from their days."""

    # What a view has until somebody asks it for more.
    _panes_of_days: list[Pane] | None = None
    _basis: bool | None = None
    _shop: "PaneView | None" = None

    def __init__(self, known: Known, key: PaneKey, pane: Pane | None, days: list[int] | None) -> None:
        """`days` are the first seconds of the days that the window is made of, None for a base window."""
        self.known, self.key, self.pane, self.scope = known, key, pane, key.scope
        self._days = days
        self._found: dict[str, list[Members]] = {}
        self.errors: list[float] = []  # of the sketches asked; shared with the views made from this one

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

    def is_reported(self) -> bool:
        """Whether the shop's traffic figures of the window come from reported rows, by what holds at its end (M0)."""
        if self._basis is None:
            self._basis = self.known.is_reported(self.end)
        return self._basis

    def measures(self) -> Iterable[Iterable[str]]:
        """The names of all measures that the window `has`."""
        pane = self.pane
        return () if pane is None else (pane.sums, pane.members, pane.counts)

    def has(self, measure: str) -> bool:
        """Whether anything was ever added to a sum, or anybody counted."""
        pane = self.pane
        if pane is not None and (measure in pane.sums or measure in pane.counts):
            return True
        if self._days is None:
            return pane is not None and measure in pane.members
        return bool(self._sets(measure))

    def sum(self, measure: str) -> int:
        """A sum over the window."""
        return 0 if self.pane is None else self.pane.sums.get(measure, 0)

    def sums(self, head: str) -> dict[str, int]:
        """The sums whose names begin so, by the rest of their names; one taken back is 0."""
        return {name[len(head) :]: n for name, n in self._own_sums().items() if name.startswith(head)}

    def _own_sums(self) -> dict[str, int]:
        return {} if self.pane is None else self.pane.sums

    def count(self, measure: str) -> int:
        """The number of distinct members over the window."""
        if self.pane is not None and self.pane.is_frozen:
            return self.pane.counts.get(measure, 0)
        sets = self._sets(measure)
        if any(members.is_sketch for members in sets):
            self.errors.append(ERROR)
        return united(sets) if sets else 0

    def members(self, measure: str) -> set[str]:
        """The distinct members over the window; those of a sketch are not known."""
        return {member for members in self._sets(measure) for member in members}

    def shop(self) -> "PaneView":
        """The same window of the whole shop."""
        if self._shop is None:
            self._shop = self.at(SHOP)
        return self._shop

    def others(self, *names: str) -> Iterable["PaneView"]:
        """The same window of every scope with just these keys."""
        return [self.at(here) for here in self.known.book.named(self.key[:3], names)]

    def each_day(self) -> "list[PaneView]":
        """The window itself: its figures are not summed from days."""
        return [self]

    def at(self, scope: Scope) -> Self:
        """The same window of another scope."""
        key = self.key._replace(scope=scope)
        return self._sharing(type(self)(self.known, key, self.known.book.get(key), self._days))

    def rolling(
        self, days: int, scope: Scope | None = None, lag: int = 0, family: str = SUMMED
    ) -> "RollingView":
        """Some days until (`lag` days before) the end of this window, summed from the days."""
        starts = self.known.days(self.end, days, lag)
        key = PaneKey(family, f"r{days}", starts[0], self.scope if scope is None else scope)
        return self._sharing(RollingView(self.known, key, None, starts))

    def _sharing(self, other: SomeView) -> SomeView:
        other.errors = self.errors
        return other

    def within(self, family: str) -> "PaneView":
        """The same window and scope in another family of panes, with its own sums and members alone."""
        key = self.key._replace(family=family)
        pane = self.known.book.get(key)
        if family == SUMMED and key.kind in MERGED:
            days = self.known.calendar.days_between(self.start, self.end)
            return self._sharing(MergedView(self.known, key, pane, days))
        return self._sharing(PaneView(self.known, key, pane, None))

    def daily(self, family: str = SUMMED) -> list["PaneView"]:
        """Each day of the window as a view of its own, with or without a pane, earliest first."""
        starts = self.known.calendar.days_between(self.start, self.end)
        keys = [PaneKey(family, "d", start, self.scope) for start in starts]
        return [self._sharing(PaneView(self.known, key, self.known.book.get(key), None)) for key in keys]

    def _sets(self, measure: str) -> list[Members]:
        found = self._found.get(measure)
        if found is None:
            found = self._found[measure] = self._look_up(measure)
        return found

    def _look_up(self, measure: str) -> list[Members]:
        if self._days is None:
            found = None if self.pane is None else self.pane.members.get(measure)
            return [] if found is None else [found]
        return [pane.members[measure] for pane in self.day_panes() if measure in pane.members]

    def day_panes(self) -> list[Pane]:
        """The panes of the days that have one, earliest first."""
        if self._panes_of_days is None:
            self._panes_of_days = self.known.book.some(self.key.family, "d", self._days or (), self.scope)
        return self._panes_of_days


class RollingView(PaneView):
    """A window of the last N closed days: sums too are taken from the days."""

    def __init__(self, known: Known, key: PaneKey, pane: Pane | None, days: list[int] | None) -> None:
        """`days` are the first seconds of the days."""
        super().__init__(known, key, pane, days)
        self._each: list[PaneView] | None = None
        self._summed: dict[str, int] = {}

    def measures(self) -> Iterable[Iterable[str]]:
        """The names of all measures that the days, or the window itself, hold."""
        counts = () if self.pane is None else (self.pane.counts,)
        return chain(counts, *((day.sums, day.members) for day in self.day_panes()))

    def has(self, measure: str) -> bool:
        """Whether any of the days holds the sum, or anybody was counted."""
        if self.pane is not None and measure in self.pane.counts:
            return True
        for day in self.day_panes():  # noqa: SIM110  (asked for most figures: no generator for each)
            if measure in day.sums or measure in day.members:
                return True
        return False

    def sum(self, measure: str) -> int:
        """The sum over the days."""
        found = self._summed.get(measure)
        if found is None:
            found = self._summed[measure] = self._add_up(measure)
        return found

    def _add_up(self, measure: str) -> int:
        return sum([day.sums[measure] for day in self.day_panes() if measure in day.sums])

    def _own_sums(self) -> dict[str, int]:
        return {name: self.sum(name) for day in self.day_panes() for name in day.sums}

    @property
    def days(self) -> list[int]:
        """The first seconds of the days."""
        assert self._days is not None
        return self._days

    def each_day(self) -> list[PaneView]:
        """Each day as a view of its own, with or without a pane, earliest first."""
        if self._each is None:
            keys = [PaneKey(self.key.family, "d", start, self.scope) for start in self.days]
            views = (PaneView(self.known, key, self.known.book.get(key), None) for key in keys)
            self._each = [self._sharing(view) for view in views]
        return self._each


class MergedView(RollingView):
    """A week or a month: merged from its days, but a window of its own, with what is no sum of days."""

    def measures(self) -> Iterable[Iterable[str]]:
        """The names of all measures that the days, or the window itself, hold."""
        return chain(super().measures(), (self._own(),))

    def has(self, measure: str) -> bool:
        """Whether the window, or any of the days, holds the sum, or anybody was counted."""
        return measure in self._own() or super().has(measure)

    def _add_up(self, measure: str) -> int:
        own = self._own().get(measure)
        return super()._add_up(measure) if own is None else own

    def _own_sums(self) -> dict[str, int]:
        return {**super()._own_sums(), **self._own()}

    def _own(self) -> dict[str, int]:
        own = {} if self.pane is None else self.pane.sums
        return {name: n for name, n in own.items() if name != ROWS} if ROWS in own else own

    def each_day(self) -> list[PaneView]:
        """The window itself."""
        return [self]
