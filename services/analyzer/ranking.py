"""The order of items: by traffic of the day so far and of the final day (metrics.md M2)."""

from collections.abc import Iterator, Mapping
from heapq import nsmallest

from services.analyzer.dayitems import DayItems, is_item
from services.analyzer.deltas import SHOP, Scope
from services.analyzer.deltas import scope as scope_of
from services.analyzer.known import Known
from services.analyzer.moments import HOUR
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.standing import Spoken
from services.analyzer.together import united
from services.analyzer.values import Value, amount
from services.analyzer.windows import Windows

RANKED = frozenset("hd")
DAYS = 4  # of which ranks are remembered (P)

Score = tuple[int, int, str, Scope]


def later(windows: Windows, changed: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """The closed hours after changed ones, as (kind, start): their ranks are of the day so far, too."""
    found = set()
    for kind, start in changed:
        hour, day = start + HOUR, windows.calendar.day(start).spans["d"]
        while kind == "h" and hour < day.end:
            pane = windows.book.get(PaneKey("s", "h", hour, SHOP))
            if pane is not None and pane.is_closed:
                found.add((kind, hour))
            hour += HOUR
    return found


class Ranking:
    """The ranks of items; those of a day that is over follow anew only from changed items."""

    def __init__(self, windows: Windows, known: Known) -> None:
        """Nothing is ranked."""
        self._windows, self._known = windows, known
        self._days = DayItems(windows, _seen, DAYS)
        self._ranked: dict[int, int] = {}

    def forget(self, day: int) -> None:
        """What was said of the ranks of a day is gone."""
        self._ranked.pop(day, None)

    def ranks(self, said: list[PaneKey]) -> Iterator[tuple[PaneKey, Spoken]]:
        """The ranks in the hours and days of what was said, with the shop's window that keeps them."""
        changed = {(key.kind, key.start) for key in said if key.family == "s" and key.kind in RANKED}
        for kind, start in sorted(changed | later(self._windows, changed)):
            key = PaneKey("s", kind, start, SHOP)
            pane = self._windows.book.get(key)
            if pane is None:
                continue
            is_reported = self._known.is_reported(pane.end)
            for position, (_, _, item, scope) in enumerate(self._ranked_items(key, is_reported), 1):
                value = _as_told(position, pane) if is_reported else amount(position)
                yield key, Spoken(f"item_rank {item}", "item_rank", scope, value)

    def _ranked_items(self, window: PaneKey, is_reported: bool) -> list[Score]:
        """Items of a window: most visitors of the day so far, most page views, the smaller id.

        `is_reported` says that rows count the visitors: those of whole days, because those of hours are never added.
        None at all when the ranks of a day are those of the call before.
        """
        day = self._windows.calendar.day(window.start).start
        if is_reported:
            self.forget(day)
            return sorted(_reported(self._windows, window.kind, day))
        if window.kind == "h":
            return _scored(dict(_so_far(self._windows, day, window.start)))
        turn = self._days.turn(day)
        if self._ranked.get(day) == turn:
            return []
        self._ranked[day] = turn
        return _scored(self._days.of(day))


def _as_told(position: int, pane: Pane) -> Value:
    return Value(position, basis="report", is_provisional=pane.sums.get("r_partial", 0) > 0)


def _scored(seen: Mapping[str, tuple[int, int]]) -> list[Score]:
    scored = sorted((-visitors, -views, item) for item, (visitors, views) in seen.items())
    return [(visitors, views, item, scope_of(item_id=item)) for visitors, views, item in scored]


def _seen(day: Pane) -> tuple[int, int] | None:
    """Visitors and page views of an item."""
    found = day.members.get("item_viewers")
    return (found.size, day.sums.get("views", 0)) if found is not None and found.size else None


def _reported(windows: Windows, kind: str, day: int) -> Iterator[Score]:
    book = windows.book
    for scope in book.windows.get(("s", "d", day), ()) if kind == "d" else ():
        sums = book.panes[PaneKey("s", "d", day, scope)].sums
        if len(scope) == 1 and scope[0][0] == "item_id" and sums.get("r_visitors"):
            yield -sums["r_visitors"], -sums.get("r_page_views", 0), scope[0][1], scope


def leaders(windows: Windows, day: int, count: int) -> list[Scope]:
    """The first items of a day so far, in the order of their ranks."""
    book = windows.book
    scored = (
        (-found.size, -pane.sums.get("views", 0), scope[0][1], scope)
        for scope in book.windows.get(("s", "d", day), ())
        if len(scope) == 1
        and scope[0][0] == "item_id"
        and (found := book.known(PaneKey("s", "d", day, scope), "item_viewers")) is not None
        and found.size
        and (pane := book.get(PaneKey("s", "d", day, scope))) is not None
    )
    return [scope for _, _, _, scope in nsmallest(count, scored)]


def _so_far(windows: Windows, day: int, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Visitors and page views of the items from the day's begin to the end of an hour."""
    book = windows.book
    for scope in book.windows.get(("s", "d", day), ()):
        if not is_item(scope) or book.known(PaneKey("s", "d", day, scope), "item_viewers") is None:
            continue
        sets, views = [], 0
        for hour in range(day, start + 1, HOUR):
            here = PaneKey("s", "h", hour, scope)
            found, pane = book.known(here, "item_viewers"), book.get(here)
            sets += [found] if found is not None else []
            views += pane.sums.get("views", 0) if pane else 0
        visitors = united(sets)
        if visitors:
            yield scope[0][1], (visitors, views)
