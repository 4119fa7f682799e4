"""The windows of a shop: contributions go in, panes open, close, are revised and end, all by the log alone."""

from collections.abc import Iterator, Mapping
from functools import partial

from services.analyzer.clock import REACH, Arrival, Clock
from services.analyzer.deltas import SHOP, Cell, Scope
from services.analyzer.footfall import Footfall
from services.analyzer.leaving import Leaving
from services.analyzer.longer import MERGED
from services.analyzer.members import SKETCHED, Members
from services.analyzer.moments import Calendar
from services.analyzer.opening import UNMERGED, WIDE, OpeningWindows
from services.analyzer.panes import SHORT, Pane, PaneKey
from services.analyzer.pouring import Pouring

__all__ = ["MERGED", "PROMPT", "SHORT", "Windows"]

SEEN = frozenset({"viewers", "seen"})
SHADOWS = {"q": ("gaps", "dw")}  # a change of any scope of a family is one of the shop's window of another
PROMPT = REACH["p"]  # what arrives this soon after it happened reaches every window that holds it


class Windows(OpeningWindows):
    """Contributions on their way into panes."""

    def __init__(self, calendar: Calendar, clock: Clock, delays: dict[str, int]):
        """`delays` gives the seconds by which a family closes later than the grace."""
        super().__init__(calendar, clock, delays)
        self.footfall = Footfall(partial(calendar.span, "h"))
        self.leaving = Leaving()

    def apply(
        self, changes: Mapping[Cell, int], came: Arrival, offset: int, arrived: int | None = None
    ) -> None:
        """Add contributions to all windows that the fact still reaches; what waited says itself when it arrived."""
        at = came.at if arrived is None else arrived
        places: dict[tuple[str, str, int, Scope], list[Pane]] = {}
        for (family, kinds, start, scope, measure, member), step in changes.items():
            where = (family, kinds, start, scope)
            panes = places.get(where)
            if panes is None:
                panes = places[where] = self._panes(family, kinds, start, scope, came)
            if member is None:
                for pane in panes:
                    if pane.sums:
                        pane.sums[measure] = pane.sums.get(measure, 0) + step
                    else:
                        pane.sums = {measure: step}
            else:
                self._count(panes, measure, member, step)
        for panes in places.values():
            for pane in panes:
                self.touched(pane, at, came.is_news, offset)
                if pane.key.family in SHADOWS:
                    self._shadow(pane, came, offset)

    def _shadow(self, shown: Pane, came: Arrival, offset: int) -> None:
        family, kinds = SHADOWS[shown.key.family]
        if shown.key.kind in kinds:
            key = PaneKey(family, shown.key.kind, shown.key.start, SHOP)
            self.touch(key, self.ensure(key, shown.end), came, offset)

    def _count(self, panes: list[Pane], measure: str, member: str, step: int) -> None:
        if step < 0 and measure in SKETCHED and self.footfall:
            self._before_taking_back(panes, measure)
        for pane in panes:
            if pane.key.kind not in UNMERGED:
                if pane.is_frozen:
                    pane.recount(measure, step)
                else:
                    pane.count(measure).add(member, step)
                if pane.is_closed and not pane.key.scope and measure in SEEN:
                    self.strangers(pane.key)

    def _before_taking_back(self, panes: list[Pane], measure: str) -> None:
        """A set that what waits could make a sketch is one before somebody leaves it: a sketch cannot forget."""
        for pane in panes:
            if pane.is_closed or pane.key.kind in UNMERGED:
                continue  # nobody waits to be counted in it
            here, minute = pane.key.scope, pane.key.start if pane.key.kind == "m" else None
            if pane.may_overflow(measure, self.footfall.waiting(here, minute)):
                if here and here[0][0] not in WIDE:
                    self.settle()
                else:
                    self.footfall.pour_ways(self)

    def settle(self) -> None:
        """Put the page views that were gathered, and the visits that ended, into their windows."""
        if self.footfall:
            self.footfall.pour(self)
        if self.leaving:
            self.leaving.pour(self)

    @property
    def waits(self) -> bool:
        """Whether anything waits to be settled."""
        return bool(self.footfall) or bool(self.leaving)

    def settle_over(self) -> None:
        """The same as far as windows are over, so that they close with all that belongs to them."""
        if self.footfall:
            self.footfall.pour_over(self, lambda end: self.clock.is_due(end, 0))
        if self.leaving and self.clock.is_due(self.leaving.until, 0):
            self.leaving.pour(self)

    def pouring(self, kinds: str, at: int) -> Pouring:
        """The windows of some kinds that hold an epoch second, to put prompt news into them."""
        return Pouring(self, kinds, at)

    def touch(self, key: PaneKey, pane: Pane, came: Arrival, offset: int) -> None:
        """A fact changed a pane."""
        self.touched(pane, came.at, came.is_news, offset)

    def over(self) -> Iterator[list[Pane]]:
        """The panes whose time has come, each once, in the order of their ends; all of a short window together.

        Nothing opens or changes when a short window is said.
        """
        self.settle_over()
        while self.due and self.clock.watermark >= self.due.first[0]:
            if self.due.first[1] in SHORT:
                panes = self.book.running_of(*self.due.pop_all())
            else:
                self.settle()
                window, scope = self.due.pop()
                panes = self.book.running_of(window, [scope])
            if panes:
                yield panes

    def move(self, key: PaneKey, to: PaneKey) -> dict[str, int]:
        """Give a pane another key; returns how many chunks were stored of each of its measures."""
        self._lines.clear()
        return self.book.move(key, to)

    def drop(self, key: PaneKey) -> dict[str, Members]:
        """Forget a pane; returns its members so that their stored chunks can be dropped too."""
        self._lines.clear()
        self.no_longer(key)
        return self.book.drop(key)
