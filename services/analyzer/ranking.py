"""The order of items: by traffic of the day so far and of the final day (metrics.md M2)."""

from collections.abc import Iterator
from heapq import nsmallest

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.moments import HOUR
from services.analyzer.panes import PaneKey
from services.analyzer.together import united
from services.analyzer.windows import Windows

RANKED = frozenset("hd")


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


def ranks(windows: Windows, kind: str, start: int, *, is_reported: bool) -> Iterator[tuple[Scope, int]]:
    """Items of a window with their rank: most visitors of the day so far, most page views, the smaller id.

    `is_reported` says that rows count the visitors: those of whole days, because those of hours are never added.
    """
    book = windows.book
    day = windows.calendar.day(start).start
    scored = list(_reported(windows, kind, day)) if is_reported else []
    for scope in () if is_reported else book.windows.get(("s", "d", day), ()):
        if (
            len(scope) == 1
            and scope[0][0] == "item_id"
            and book.known(PaneKey("s", "d", day, scope), "item_viewers")
        ):
            seen, views = _so_far(windows, kind, day, start, scope)
            if seen:
                scored.append((-seen, -views, scope[0][1], scope))
    for position, (_, _, _, scope) in enumerate(sorted(scored), 1):
        yield scope, position


def _reported(windows: Windows, kind: str, day: int) -> Iterator[tuple[int, int, str, Scope]]:
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


def _so_far(windows: Windows, kind: str, day: int, start: int, scope: Scope) -> tuple[int, int]:
    """Visitors and page views of an item from the day's begin to the end of the window."""
    book = windows.book
    if kind == "d":
        key = PaneKey("s", "d", day, scope)
        found, pane = book.known(key, "item_viewers"), book.get(key)
        return (found.size if found else 0), (pane.sums.get("views", 0) if pane else 0)
    seen, views = [], 0
    for hour in range(day, start + 1, HOUR):
        here = PaneKey("s", "h", hour, scope)
        found, pane = book.known(here, "item_viewers"), book.get(here)
        seen += [found] if found is not None else []
        views += pane.sums.get("views", 0) if pane else 0
    return united(seen), views
