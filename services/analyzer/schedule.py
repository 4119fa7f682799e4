"""When windows open, close and are said anew: the lists that panes are on."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from services.analyzer.book import PaneBook
from services.analyzer.clock import Clock
from services.analyzer.deltas import STRANGERS, Scope
from services.analyzer.due import Due
from services.analyzer.moments import Calendar
from services.analyzer.overtime import OverTime
from services.analyzer.packing import pack, sets_apart
from services.analyzer.panes import Pane, PaneKey, Window
from services.analyzer.waiting import Waiting

REVISE_EVERY = 10  # seconds of tick time between two revisions of one window (events.md E2)


class Schedule:
    """Panes with their schedule, and which of them a checkpoint has to write."""

    def __init__(self, calendar: Calendar, clock: Clock, delays: dict[str, int]):
        """`delays` gives the seconds by which a family closes later than the grace."""
        self.calendar, self.clock, self.delays = calendar, clock, delays
        self.book = PaneBook()
        # The panes whose stored form has changed, or that form itself; None where the book is to be asked, which may
        # know it no more.
        self.marks: dict[PaneKey, Pane | bytes | None] = {}
        self.changed: set[PaneKey] = set()  # since the last current rows; not part of the state
        self.moved: set[PaneKey] = set()  # running days that changed since their longer windows were said
        self.pending = Waiting()
        self.due = Due()
        # The days of which the shop has a window, by their first seconds; another list whenever they are others.
        self.days: list[int] = []
        self.round = 1

    def ensure(self, key: PaneKey, end: int, was_open: bool = False) -> Pane:
        """The pane of a window, opened when there is none; a window already over is opened as a revision.

        `was_open` says that it was not over when the fact was heard.
        """
        pane = self.book.get(key)
        if pane is None:
            is_over = not was_open and key.kind != "t" and self.clock.is_due(end, self.delay(key))
            if is_over:
                self.settle_over()
                pane = self.book.get(key)
        if pane is None:
            pane = self.open(key, end, is_over=is_over)
            self.marks[key] = pane
        return pane

    def mark(self, key: PaneKey) -> None:
        """The stored form of a pane has changed, or it is dropped."""
        self.marks[key] = None

    def put_away(self, pane: Pane) -> None:
        """Hold a pane of which nothing more is expected as what is to be written of it: it is at hand now."""
        if sets_apart(pane):
            self.marks[pane.key] = pane
        else:
            body = self.marks[pane.key] = pack(pane, [])
            self.book.put_away(pane, body)

    def take_marks(self) -> dict[PaneKey, Pane | bytes | None]:
        """The panes to be written; from here on others are marked."""
        marks, self.marks = self.marks, {}
        return marks

    def open(self, key: PaneKey, end: int, *, is_over: bool = False) -> Pane:
        """The pane of a window that there is none of, not marked yet; one that is over waits for its revision."""
        pane = self.book.add(Pane(key, end, is_closed=is_over, is_pending=is_over))
        if key.kind != "t":
            self.resume(key, pane)
        return pane

    def opener(self, window: Window, end: int) -> Callable[[Scope], Pane]:
        """What opens panes of a window that runs, not marked yet, for as long as nothing else happens to the window.

        Of one scope at least; all of them are others than the shop and have no pane.
        """
        family, kind, start = window
        moment = end + self.delays.get(window[0], 0) + self.clock.grace.of(end)
        limit, add, push = self.book.limit_of(end), self.book.adder(window), self.due.pusher(moment, window)
        shared = self.book.sharer()

        def opened(scope: Scope) -> Pane:
            scope = shared(scope, scope)
            pane = Pane(PaneKey(family, kind, start, scope), end, limit=limit)
            add(scope, pane)
            push(scope)
            return pane

        return opened

    def settle_over(self) -> None:
        """Let windows that are over have what belongs to them before one is opened as if nothing did."""

    def resume(self, key: PaneKey, pane: Pane) -> None:
        """Put a pane on the list that it was on."""
        if key.kind == "d" and key.family == "s" and not key.scope:
            self._know(key.start)
        if pane.is_pending:
            self.pending.add(key, pane.revised_at)
        elif not pane.is_closed:
            self.due.push(self._due(pane), key)

    def close_by(self, grace: OverTime[int]) -> None:
        """Windows are final so long after their end (`grace_seconds`); those that run have another one, too."""
        is_other = self.clock.grace.differs_from(grace) is not None
        self.clock.grace = grace
        if is_other:
            self.due = Due()
            for pane in self.book.running():
                if pane.key.kind != "t" and not pane.is_closed:
                    self.due.push(self._due(pane), pane.key)

    def _due(self, pane: Pane) -> int:
        return pane.end + self.delay(pane.key) + self.clock.grace.of(pane.end)

    def _know(self, day: int) -> None:
        if not self.days or day > self.days[-1]:
            self.days = [*self.days, day]
        elif self.days[bisect_left(self.days, day)] != day:
            self.days = sorted([*self.days, day])

    def no_longer(self, key: PaneKey) -> None:
        """A pane is dropped."""
        if key.kind == "d" and key.family == "s" and not key.scope and key.start in self.days:
            self.days = [day for day in self.days if day != key.start]

    def days_from(self, first: int, last: int | None = None) -> list[int]:
        """The days of which the shop has a window, from one on, up to another one."""
        end = len(self.days) if last is None else bisect_right(self.days, last)
        return self.days[bisect_left(self.days, first) : end]

    def stir(self, key: PaneKey, pane: Pane) -> None:
        """The figures of a pane may have changed: say them again."""
        self.marks[key] = pane
        if pane.is_closed:
            pane.is_pending = True
            self.pending.add(key, pane.revised_at)
        else:
            self.changed.add(key)

    def limit_sets(self, exact: OverTime[int]) -> None:
        """Hold as many distinct members exactly as a shop asks for, from a moment on (`exact_distinct_limit`)."""
        for pane in self.book.limit_sets(exact):
            self.stir(pane.key, pane)

    def strangers(self, key: PaneKey) -> None:
        """Who is a visitor of unknown origin depends on the page views of the whole shop."""
        for scope in STRANGERS:
            other = key._replace(scope=scope)
            pane = self.book.get(other)
            if pane is not None:
                self.stir(other, pane)

    def revisable(self, kinds: str, most: int) -> list[PaneKey]:
        """The windows of some kinds that are revised now, those that have waited longest first, `most` of them."""
        return self.pending.next(kinds, most, self.clock.tick - REVISE_EVERY)

    def turn(self) -> None:
        """A list of what changed was taken: from here on everything is put on it again."""
        self.round += 1

    def forget(self, key: PaneKey) -> None:
        """Take a pane off every list."""
        self.pending.discard(key)
        self.changed.discard(key)

    def forget_all(self, keys: list[PaneKey]) -> None:
        """The same for running panes, which wait for no revision."""
        self.changed.difference_update(keys)

    @property
    def open_count(self) -> int:
        """How many windows wait for their end."""
        return len(self.due)

    def delay(self, key: PaneKey) -> int:
        """By how many seconds a family closes later than the grace."""
        return self.delays.get(key.family, 0)
