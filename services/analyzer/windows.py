"""The windows of a shop: contributions go in, panes open, close, are revised and end, all by the log alone."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any, NamedTuple

from services.analyzer.clock import (
    GRACE,
    KEEP,
    LONG_REACH,
    Arrival,
    Clock,
    reaches,
)
from services.analyzer.deltas import SHOP, Cell, Scope
from services.analyzer.moments import Calendar, Span
from services.analyzer.panes import Pane, PaneBook, PaneKey
from services.analyzer.which import LONGER

STRANGERS = (
    (("traffic_source", "unknown"),),
    (("device", "other"),),
    (("visitor_class", "unknown"),),
)
SEEN = ("viewers", "seen")
SHADOWS = {"q": ("gaps", "dw")}  # a change of any scope of a family is one of the shop's window of another
FAR = {("repeat", "d")}  # days of which windows of a year are made
WIDE = frozenset({"traffic_source", "device", "visitor_class"})


class Place(NamedTuple):
    """A window that a contribution goes into; `is_merged` when its distinct members are those of its days."""

    key: PaneKey
    pane: Pane
    is_merged: bool


class Windows:
    """Panes with their schedule; `mark` is told each pane whose stored form has changed."""

    def __init__(
        self, calendar: Calendar, clock: Clock, delays: dict[str, int], mark: Callable[[PaneKey], None]
    ):
        """`delays` gives the seconds by which a family closes later than the grace."""
        self.calendar, self.clock, self.delays, self.mark = calendar, clock, delays, mark
        self.book = PaneBook()
        self.changed: set[PaneKey] = set()  # since the last current rows; not part of the state
        self.pending: set[PaneKey] = set()
        self.last_day = 0  # the latest day of the shop that has a window
        self._due: list[tuple[int, PaneKey]] = []

    def apply(self, changes: dict[Cell, int], came: Arrival, offset: int) -> None:
        """Add contributions to all windows that the fact still reaches."""
        places: dict[tuple[Any, ...], list[Place]] = {}
        for cell, step in changes.items():
            where = cell[:4]
            found = places.get(where)
            if found is None:
                found = places[where] = list(self._places(cell, came))
            for place in found:
                if cell.member is None:
                    sums = place.pane.sums
                    sums[cell.measure] = sums.get(cell.measure, 0) + step
                elif place.pane.is_frozen:
                    counts = place.pane.counts
                    counts[cell.measure] = max(0, counts.get(cell.measure, 0) + step)
                elif not place.is_merged:
                    self.book.count(place.key, cell.measure).add(cell.member, step)
                if cell.member is not None and not cell.scope and cell.measure in SEEN:
                    self.strangers(place.key)
        for place in {place.key: place for found in places.values() for place in found}.values():
            self.touch(place.key, place.pane, came, offset)
            if place.key.family in SHADOWS:
                self._shadow(place, came, offset)

    def _shadow(self, place: Place, came: Arrival, offset: int) -> None:
        family, kinds = SHADOWS[place.key.family]
        if place.key.kind in kinds:
            key = PaneKey(family, place.key.kind, place.key.start, SHOP)
            self.touch(key, self.ensure(key, place.pane.end), came, offset)

    def _places(self, cell: Cell, came: Arrival) -> Iterator[Place]:
        """The windows that a contribution goes into, opened where there are none."""
        family, kinds, at, scope = cell[:4]
        for kind in kinds:
            span = Span(at, at) if kind == "t" else self.calendar.span(kind, at)
            key = PaneKey(family, kind, span.start, scope)
            if not self._takes(key, span.end, came):
                continue
            yield Place(key, self.ensure(key, span.end), is_merged=False)
            if kind == "d" and family == "s":
                spans = self.calendar.day(at).spans
                for longer in self._longer(scope, span.end, came):
                    key = PaneKey("s", longer, spans[longer].start, scope)
                    yield Place(key, self.ensure(key, spans[longer].end), is_merged=True)

    @staticmethod
    def _longer(scope: Scope, day_end: int, came: Arrival) -> str:
        """The longer windows that take sums beside the day; their distinct members are merged from the days."""
        longer = LONGER.get(tuple(key for key, _ in scope), "wM")
        is_old = bool(scope) and scope[0][0] not in WIDE and came.at > day_end + LONG_REACH
        return longer if not is_old or came.is_row else longer.replace("w", "")

    def _takes(self, key: PaneKey, end: int, came: Arrival) -> bool:
        """Whether a window takes a fact: to-date windows while they are kept or it is news, others within reach."""
        if key[:2] in FAR:
            return True
        if key.kind == "t":
            return came.is_news or key in self.book.panes
        return reaches(key.kind, end, came) and not self._is_fine_history(key, end, came)

    @staticmethod
    def _is_fine_history(key: PaneKey, end: int, came: Arrival) -> bool:
        """Hours of items, keywords and the like are of use for as long as the usual order rate looks back."""
        is_narrow = key.kind == "h" and bool(key.scope) and key.scope[0][0] not in WIDE
        return is_narrow and came.at > end + KEEP["h"]

    def strangers(self, key: PaneKey) -> None:
        """Who is a visitor of unknown origin depends on the page views of the whole shop."""
        for scope in STRANGERS:
            other = key._replace(scope=scope)
            pane = self.book.get(other)
            if pane is not None:
                self.stir(other, pane)

    def ensure(self, key: PaneKey, end: int) -> Pane:
        """The pane of a window, opened when there is none; a window already over is opened as a revision."""
        pane = self.book.get(key)
        if pane is None:
            pane = self.book.add(key, Pane(end=end))
            if key.kind != "t":
                self.schedule(key, pane)
            self.mark(key)
        return pane

    def schedule(self, key: PaneKey, pane: Pane) -> None:
        """Put a pane on the list of what is to be closed, or of what is to be revised."""
        if self.clock.is_due(pane.end, self.delay(key)):
            pane.is_closed = pane.is_pending = True
        self.resume(key, pane)

    def resume(self, key: PaneKey, pane: Pane) -> None:
        """Put a pane on the list that it was on."""
        if key.kind == "d" and key.family == "s" and not key.scope:
            self.last_day = max(self.last_day, key.start)
        if pane.is_pending:
            self.pending.add(key)
        elif not pane.is_closed:
            heappush(self._due, (pane.end + self.delay(key), key))

    def touch(self, key: PaneKey, pane: Pane, came: Arrival, offset: int) -> None:
        """A fact changed a pane."""
        pane.touched_at = max(pane.touched_at, came.at)
        pane.is_live = pane.is_live or came.is_news
        pane.first_offset = min(pane.first_offset or offset, offset)
        self.stir(key, pane)

    def stir(self, key: PaneKey, pane: Pane) -> None:
        """The figures of a pane may have changed: say them again."""
        self.mark(key)
        if pane.is_closed:
            pane.is_pending = True
            self.pending.add(key)
        else:
            self.changed.add(key)

    def over(self) -> Iterator[PaneKey]:
        """The panes whose time has come, each once, in the order of their ends."""
        while self._due and self.clock.watermark >= self._due[0][0] + GRACE:
            key = heappop(self._due)[1]
            pane = self.book.get(key)
            if pane is not None and not pane.is_closed:
                yield key

    def rolling_span(self, last: int, days: int) -> Span:
        """The window of `days` days whose last one begins at `last`."""
        day = self.calendar.day(last)
        return Span(self.calendar.days_on(day.date, 1 - days).start, day.spans["d"].end)

    def days_in(self, key: PaneKey) -> list[int]:
        """The first seconds of the days that a longer window is made of."""
        end, day, days = self.book.panes[key].end, self.calendar.day(key.start), []
        while day.start < end:
            days.append(day.start)
            day = self.calendar.day(day.spans["d"].end)
        return days

    def forget(self, key: PaneKey) -> None:
        """Take a pane off every list."""
        self.pending.discard(key)
        self.changed.discard(key)

    @property
    def open_count(self) -> int:
        """How many windows wait for their end."""
        return len(self._due)

    def delay(self, key: PaneKey) -> int:
        """By how many seconds a family closes later than the grace."""
        return self.delays.get(key.family, 0)
