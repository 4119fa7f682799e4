"""Hot items: the advertised ones by their sales of the last seven days (metrics.md M4 hot_item_rank)."""

from collections.abc import Iterator

from services.analyzer.dayitems import DayItems, is_item
from services.analyzer.deltas import SHOP, Scope
from services.analyzer.deltas import scope as scope_of
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.standing import Spoken
from services.analyzer.values import NOTHING, amount
from services.analyzer.windows import Windows

NAME, LENGTH, ITEM = "hot_item_rank ", "r7", ("item_id",)
LONGER_LENGTH, LONGER_DAYS = "r14", 14  # of items only with ads or search words, see `which`
DAYS = 14  # of which sums are remembered (P): those of the weeks that a day is in


class HotItems:
    """The ranks of advertised items; they follow anew only from days of items that have changed."""

    def __init__(self, windows: Windows) -> None:
        """Nothing is ranked."""
        self._windows, self._days = windows, DayItems(windows, _sums, DAYS)
        self._said: dict[int, dict[Scope, int]] = {}

    def forget(self, day: int) -> None:
        """What was said of the ranks on a day is gone."""
        self._said.pop(day, None)

    def ranks(self, said: list[PaneKey]) -> Iterator[tuple[PaneKey, Spoken]]:
        """The ranks on the days that end a changed week of an advertised item, with the shop's day that keeps them.

        An item that is no longer among them has no rank. Nothing when all of them are those of the call before.
        """
        weeks: dict[int, PaneKey] = {}
        for key in said:
            if key.kind == LENGTH and key.start not in weeks and self._is_advertised(key):
                weeks[key.start] = key
        for _, week in sorted(weeks.items()):
            last = self._windows.days_in(week)[-1]
            day = PaneKey("s", "d", last, SHOP)
            pane = self._windows.book.get(day)
            if pane is None:
                continue
            found = {scope: position for position, scope in enumerate(self._best(week), 1)}
            known = self._said.get(last)
            if known != found:
                self._said[last] = found
                ranked = _ranked(pane) | found.keys() if known is None else _moved(known, found)
                yield from ((day, spoken) for spoken in _spoken(found, ranked))

    def _best(self, week: PaneKey) -> list[Scope]:
        """Items with ad cost in seven days: most sales in them first, then the smaller id."""
        days, here = self._windows.days_in(week), self._windows.book.windows.get(week[:3], ())
        readings = [reading for reading in self._days.of_days(days) if reading]
        scored = []
        for scope in self._windows.book.named(("s", LONGER_LENGTH, self._longer(days)), ITEM):
            item, spent, sold = scope[0][1], 0, 0
            for reading in readings:
                found = reading.get(item)
                if found is not None:
                    spent += found[0] or 0
                    sold += found[1]
            if spent > 0 and scope in here:
                scored.append((-sold, scope))
        return [scope for _, scope in sorted(scored)]

    def _is_advertised(self, week: PaneKey) -> bool:
        """Whether a week is one of an item with ad rows in it; only such items have the longer window beside it."""
        if week.family != "s" or not is_item(week.scope):
            return False
        days = self._windows.days_in(week)
        if not self._windows.book.has(PaneKey("s", LONGER_LENGTH, self._longer(days), week.scope)):
            return False
        readings = [reading.get(week.scope[0][1]) for reading in self._days.of_days(days)]
        return any(reading is not None and reading[0] is not None for reading in readings)

    def _longer(self, days: list[int]) -> int:
        """The beginning of the longer window that ends with these days."""
        return self._windows.calendar.rolling(days[-1], LONGER_DAYS).start


def _ranked(pane: Pane) -> set[Scope]:
    """The items that the shop's day has said a rank of, or that there is none."""
    return {scope_of(item_id=name.removeprefix(NAME)) for name in pane.said if name.startswith(NAME)}


def _moved(before: dict[Scope, int], found: dict[Scope, int]) -> set[Scope]:
    return {scope for scope in before.keys() | found.keys() if before.get(scope) != found.get(scope)}


def _spoken(found: dict[Scope, int], ranked: set[Scope]) -> Iterator[Spoken]:
    for scope in sorted(ranked):
        value = amount(found[scope]) if scope in found else NOTHING
        yield Spoken(NAME + scope[0][1], "hot_item_rank", scope, value)


def _sums(day: Pane) -> tuple[int | None, int] | None:
    """Ad cost and sales of an item; the cost is None without ad rows."""
    cost, gmv = day.sums.get("ad_cost"), day.sums.get("gmv", 0)
    return None if cost is None and not gmv else (cost, gmv)
