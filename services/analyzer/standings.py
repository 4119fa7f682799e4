"""When the windows of standing figures open and are said anew (see `standing`)."""

from collections.abc import Iterable, Iterator
from functools import cache

from services.analyzer.clock import Arrival
from services.analyzer.deltas import SHOP, Scope
from services.analyzer.formulas.standing import STANDING
from services.analyzer.known import Known
from services.analyzer.moments import LocalDay, Span
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.standing import BASE_KINDS, Standing
from services.analyzer.windows import Windows

FAMILIES = tuple(STANDING.values())
BESIDE = {
    "q": "dwM",
    "resolve": "w",
    "moves": "d",
}  # families whose shop windows open with those of sales and traffic


class Standings:
    """The standing windows of a shop, kept among its other windows."""

    def __init__(self, windows: Windows, known: Known) -> None:
        """`known` is what scopes are read off."""
        self.windows, self.known = windows, known
        self._days: list[int] = []  # of the shop, when these were found:
        self._spans: dict[tuple[str, int, int], Iterable[Span]] = {}

    def changed(self, family: str, scope: Scope, since: int, came: Arrival, offset: int) -> None:
        """An entity of a scope changed as of an epoch second: its window says so, and every later one that is there."""
        standing = STANDING[family]
        for kind in standing.kinds:
            for is_first, span in self._from(kind, since, standing.lasts):
                key = PaneKey(family, kind, span.start, scope)
                if kind not in BASE_KINDS and not self.windows.clock.is_due(span.end, 0):
                    break
                if not self.windows.clock.reaches(kind, span.end, came) or not self._is_there(
                    key, span, is_first
                ):
                    continue
                self.windows.touch(key, self.windows.ensure(key, span.end), came, offset)

    def ended_with(self, family: str, scope: Scope, day: int, came: Arrival, offset: int) -> None:
        """What a window that ends with a day says changed, and no other one does."""
        for kind in STANDING[family].kinds:
            span = self._window(kind, self.known.calendar.day(day))
            key = PaneKey(family, kind, span.start, scope)
            is_due = self.windows.clock.is_due(span.end, 0)
            if (
                is_due
                and self.windows.clock.reaches(kind, span.end, came)
                and self._is_there(key, span, is_first=False)
            ):
                self.windows.touch(key, self.windows.ensure(key, span.end), came, offset)

    def _is_there(self, key: PaneKey, span: Span, is_first: bool) -> bool:
        """Whether a window has a row, or has to get one because the shop's own of that time was said without it."""
        if (is_first and key.kind in BASE_KINDS) or self.windows.book.get(key) is not None:
            return True
        kind = key.kind if key.kind in BASE_KINDS else "d"
        start = self.known.calendar.span(kind, span.end - 1).start
        shop = self.windows.book.get(PaneKey("s", kind, start, SHOP))
        return shop is not None and bool(shop.said)

    def passing(self, now: int) -> None:
        """Time passed: figures of the running day that depend on it alone are shown as they are now."""
        start, end = self.known.calendar.day(now).spans["d"]
        for standing in FAMILIES:
            if standing.passes and not self.windows.clock.is_due(end, 0):
                for scope in standing.scopes(self.known, start, end):
                    key = PaneKey(standing.family, "d", start, scope)
                    self.windows.ensure(key, end)
                    self.windows.changed.add(key)

    def woken(self, day: int) -> None:
        """A day of which nothing was known has data now: whatever leaves out such days is said anew."""
        for standing in FAMILIES:
            if standing.leaves_out:
                for kind in standing.kinds:
                    for span in self._until(kind, day, standing.reach_of(kind)):
                        for scope in self.windows.book.scopes(standing.family, kind, span.start):
                            key = PaneKey(standing.family, kind, span.start, scope)
                            self.windows.stir(key, self.windows.book.panes[key])

    def opened(self, shop_window: PaneKey) -> None:
        """A window of the shop closed for the first time: whatever stands at its end is said, and that nobody asked."""
        self._open_beside(shop_window)
        for standing in FAMILIES:
            for kind in standing.kinds:
                span = self._ends_with(kind, shop_window)
                if span is not None:
                    self._open(standing, kind, span)

    def _open_beside(self, shop_window: PaneKey) -> None:
        """The shop's window of each other family, where nothing has opened it: its sums are 0, not unknown."""
        for family, kinds in BESIDE.items():
            key = shop_window._replace(family=family)
            if key.kind in kinds and self.windows.book.get(key) is None:
                self.windows.stir(key, self.windows.ensure(key, self.windows.book.panes[shop_window].end))

    def _open(self, standing: Standing, kind: str, span: Span) -> None:
        for scope in sorted(standing.scopes(self.known, span.start, span.end)):
            key = PaneKey(standing.family, kind, span.start, scope)
            if self.windows.book.get(key) is None:
                self.windows.stir(key, self.windows.ensure(key, span.end))

    def followed(self, day: PaneKey) -> None:
        """A day was closed or revised: so are the standing windows that look back on it."""
        standings = _following(day.family, tuple([name for name, _ in day.scope]))
        if not standings:
            return
        closed = self.windows.book.panes[day]
        for standing in standings:
            self._stir(standing, closed, day.scope)
            if standing.is_shops and day.scope:
                self._stir(standing, closed, SHOP)

    def _stir(self, standing: Standing, closed: Pane, scope: Scope) -> None:
        for kind in standing.kinds:
            for span in self._until(kind, closed.key.start, standing.reach_of(kind)):
                key = PaneKey(standing.family, kind, span.start, scope)
                pane = self.windows.book.get(key)
                if pane is None and self._is_missing(standing, key, span, closed):
                    pane = self.windows.ensure(key, span.end)
                if pane is not None:
                    pane.touched_at = max(pane.touched_at, closed.touched_at)
                    pane.is_live = pane.is_live or closed.is_live
                    self.windows.stir(key, pane)

    def _is_missing(self, standing: Standing, key: PaneKey, span: Span, day: Pane) -> bool:
        """Whether a day was told of too late for a window that it is reason for and still within its reach."""
        if standing.opens is None or day.key.scope != key.scope or self._is_too_late(day, span):
            return False
        is_said = self._is_there(key, span, is_first=False)
        return is_said and standing.opens(self.known, day, span.start)

    def _is_too_late(self, day: Pane, span: Span) -> bool:
        return day.touched_at > span.end + self.windows.clock.late.of(span.end)

    def _from(self, kind: str, since: int, lasts: bool) -> Iterator[tuple[bool, Span]]:
        """The windows of a kind that hold or follow a moment and end with a day of the shop, the first one marked."""
        calendar, last = self.known.calendar, 0
        first = calendar.day(since)
        until = None if kind in BASE_KINDS or lasts else calendar.days_on(first.date, int(kind[1:]) - 1).start
        days = self.windows.days_from(first.start, until)
        for day in days if days and days[0] == first.start else [first.start, *days]:
            span = self._window(kind, calendar.day(day))
            if span.start != last:
                yield day == first.start, span
            last = span.start

    def _until(self, kind: str, start: int, reach: int) -> Iterable[Span]:
        """The windows of a kind that end with a day of the shop, from one day on, up to `reach` days later."""
        if self._days is not self.windows.days:
            self._days = self.windows.days
            self._spans.clear()
        found = self._spans.get((kind, start, reach))
        if found is None:
            calendar = self.known.calendar
            last = calendar.days_on(calendar.day(start).date, reach).start
            days = self.windows.days_from(start, last)
            found = dict.fromkeys(self._window(kind, calendar.day(day)) for day in days)
            self._spans[kind, start, reach] = found
        return found

    def _window(self, kind: str, day: LocalDay) -> Span:
        if kind in BASE_KINDS:
            return day.spans[kind]
        return self.known.calendar.rolling(day.start, int(kind[1:]))

    def _ends_with(self, kind: str, shop_window: PaneKey) -> Span | None:
        """The window of a kind that ends when the shop's window does, if there is one."""
        if kind in BASE_KINDS:
            is_same = kind == shop_window.kind
            return Span(shop_window.start, self.windows.book.panes[shop_window].end) if is_same else None
        if shop_window.kind != "d":
            return None
        return self.known.calendar.rolling(shop_window.start, int(kind[1:]))


@cache
def _following(family: str, names: tuple[str, ...]) -> tuple[Standing, ...]:
    """Those that follow the days of a family and of scopes with these keys."""
    return tuple(each for each in FAMILIES if family == each.days_of and names in each.follows)
