"""The rolling windows of a shop: the last N closed days of a scope, opened and said anew when one of the days is."""

from collections.abc import Iterator

from services.analyzer.deltas import SHOP, Scope
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
        lengths = ROLLING.get(tuple([name for name, _ in key.scope]), ())
        frozen = self._frozen(key, max([rolled.days for rolled in lengths])) if lengths else []
        for rolled in lengths:
            is_worth = _is_worth(day, rolled)
            for span in self.windows.calendar.rolling_over(key.start, rolled.days):
                if not self.windows.clock.is_due(span.end, 0):
                    break
                if frozen and any(span.start <= gone < span.end for gone in frozen):
                    continue
                rolling = PaneKey("s", rolled.length, span.start, key.scope)
                pane = self.windows.ensure(rolling, span.end) if is_worth else self.book.get(rolling)
                if pane is not None:  # a window that other days made worth having follows this one, too
                    self._follow(rolling, pane, day)
                    if not key.scope:
                        self.windows.strangers(rolling)

    def _frozen(self, key: PaneKey, around: int) -> list[int]:
        """The days around one of which only numbers are left: who came on several days cannot be told over them."""
        clock, calendar = self.windows.clock, self.windows.calendar
        first, _ = calendar.rolling(key.start, around)
        if not clock.expires("d", first, 0, clock.tick):
            return []  # facts reach all of them
        here, last = {key.scope, SHOP}, calendar.days_on(calendar.day(key.start).date, around - 1).start
        days = self.windows.days_from(first, last)
        return [day for day in days if any(self._is_frozen(PaneKey("s", "d", day, scope)) for scope in here)]

    def _is_frozen(self, day: PaneKey) -> bool:
        pane = self.book.get(day)
        return pane is not None and pane.is_frozen

    def _follow(self, key: PaneKey, pane: Pane, day: Pane) -> None:
        pane.touched_at = max(pane.touched_at, day.touched_at)
        pane.is_live = pane.is_live or day.is_live
        self.windows.stir(key, pane)

    def roll_quiet(self, shop_day: PaneKey) -> None:
        """A day of the shop closed: scopes with nothing on that day still have rolling windows that end with it."""
        for rolled, scopes in self._of_earlier_days(shop_day.start):
            span = self.windows.calendar.rolling(shop_day.start, rolled.days)
            for scope in sorted(scopes):
                rolling = PaneKey("s", rolled.length, span.start, scope)
                if self.book.get(rolling) is None:
                    self.windows.stir(rolling, self.windows.ensure(rolling, span.end))

    def _of_earlier_days(self, last: int) -> Iterator[tuple[Rolled, set[Scope]]]:
        """The scopes that have something in a rolling window whose last day begins at `last`.

        The days themselves are only looked into where they have to hold something, of scopes with earlier windows.
        """
        calendar = self.windows.calendar
        starts = calendar.days_until(calendar.day(last), LONGEST)[::-1]
        for names, lengths in ROLLING.items():
            for rolled in lengths:
                yield rolled, self._kept(rolled, names, starts[: rolled.days])

    def _kept(self, rolled: Rolled, names: tuple[str, ...], starts: list[int]) -> set[Scope]:
        if not rolled.needs:
            return self._named(names, [("s", "d", start) for start in starts])
        spans = (self.windows.calendar.rolling(start, rolled.days) for start in starts[1:])
        earlier = self._named(names, [("s", rolled.length, span.start) for span in spans])
        days = [[PaneKey("s", "d", start, scope) for start in starts] for scope in earlier]
        return {keys[0].scope for keys in days if any(self._holds(key, rolled) for key in keys)}

    def _named(self, names: tuple[str, ...], windows: list[tuple[str, str, int]]) -> set[Scope]:
        found = {scope for window in windows for scope in self.book.windows.get(window, ())}
        return {scope for scope in found if tuple(name for name, _ in scope) == names}

    def _holds(self, day: PaneKey, rolled: Rolled) -> bool:
        """Whether a day is reason enough for a rolling window."""
        pane = self.book.get(day)
        return pane is not None and _is_worth(pane, rolled)


def _is_worth(day: Pane, rolled: Rolled) -> bool:
    return not rolled.needs or any(need in day.sums or need in day.members for need in rolled.needs)
