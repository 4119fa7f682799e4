"""The rolling windows of a shop: the last N closed days of a scope, opened and said anew when one of the days is."""

from collections import defaultdict
from collections.abc import Iterator

from services.analyzer.deltas import Scope
from services.analyzer.moments import Span
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.which import ROLLING, Rolled
from services.analyzer.windows import Windows

LONGEST = max(rolled.days for lengths in ROLLING.values() for rolled in lengths)


class Lookback:
    """The windows that look back over days of sales, traffic and reports."""

    def __init__(self, windows: Windows) -> None:
        """Rolling windows are kept among the other windows of the shop."""
        self.windows, self.book = windows, windows.book

    def roll(self, key: PaneKey) -> None:
        """A day was closed or revised: so are the rolling windows over it whose last day is over."""
        day = self.book.panes[key]
        if day.is_frozen:
            return  # the windows over it are gone
        worth = set(self._worth_having(key))
        for rolled in ROLLING.get(tuple(name for name, _ in key.scope), ()):
            for span in self._spans(key.start, rolled.days):
                if not self.windows.clock.is_due(span.end, 0):
                    break
                rolling = PaneKey("s", rolled.length, span.start, key.scope)
                pane = self.windows.ensure(rolling, span.end) if rolled in worth else self.book.get(rolling)
                if pane is not None:  # a window that other days made worth having follows this one, too
                    self._follow(rolling, pane, day)
                    if not key.scope:
                        self.windows.strangers(rolling)

    def _follow(self, key: PaneKey, pane: Pane, day: Pane) -> None:
        pane.touched_at = max(pane.touched_at, day.touched_at)
        pane.is_live = pane.is_live or day.is_live
        self.windows.stir(key, pane)

    def roll_quiet(self, shop_day: PaneKey) -> None:
        """A day of the shop closed: scopes with nothing on that day still have rolling windows that end with it."""
        for rolled, scopes in self._of_earlier_days(shop_day.start).items():
            span = self.windows.rolling_span(shop_day.start, rolled.days)
            for scope in sorted(scopes):
                rolling = PaneKey("s", rolled.length, span.start, scope)
                if self.book.get(rolling) is None:
                    self.windows.stir(rolling, self.windows.ensure(rolling, span.end))

    def _of_earlier_days(self, last: int) -> dict[Rolled, set[Scope]]:
        """The scopes that have something in a rolling window whose last day begins at `last`."""
        found: dict[Rolled, set[Scope]] = defaultdict(set)
        date = self.windows.calendar.day(last).date
        for back in range(LONGEST):
            start = self.windows.calendar.days_on(date, -back).start
            for scope in self.book.windows.get(("s", "d", start), ()):
                for rolled in self._worth_having(PaneKey("s", "d", start, scope)):
                    if back < rolled.days:
                        found[rolled].add(scope)
        return found

    def _worth_having(self, day: PaneKey) -> Iterator[Rolled]:
        """The rolling windows of which a day is reason enough."""
        lengths = ROLLING.get(tuple(name for name, _ in day.scope), ())
        if not lengths:
            return
        pane = self.book.panes[day]
        sums, members = pane.sums, pane.members
        for rolled in lengths:
            if not rolled.needs or any(need in sums or need in members for need in rolled.needs):
                yield rolled

    def _spans(self, start: int, days: int) -> Iterator[Span]:
        """The windows of `days` days that hold the day that begins at `start`, earliest first."""
        day = self.windows.calendar.day(start)
        for _ in range(days):
            yield self.windows.rolling_span(day.start, days)
            day = self.windows.calendar.day(day.spans["d"].end)
