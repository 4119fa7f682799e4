"""Hot items: the advertised ones by their sales of the last seven days (metrics.md M4 hot_item_rank)."""

from collections.abc import Iterator

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.deltas import scope as scope_of
from services.analyzer.panes import PaneKey
from services.analyzer.standing import Spoken
from services.analyzer.values import NOTHING, amount
from services.analyzer.windows import Windows

NAME, LENGTH = "hot_item_rank ", "r7"
LONGER_LENGTH, LONGER_DAYS = "r14", 14  # of items only with ads or search words, see `which`


def hot_ranks(windows: Windows, said: list[PaneKey]) -> Iterator[tuple[PaneKey, Spoken]]:
    """The ranks on the days that end a changed week of an advertised item, with the shop's day that remembers them.

    An item that is no longer among them has no rank.
    """
    weeks: dict[int, PaneKey] = {}
    for key in said:
        if key.kind == LENGTH and key.start not in weeks and is_advertised(windows, key):
            weeks[key.start] = key
    for _, week in sorted(weeks.items()):
        day = PaneKey("s", "d", windows.days_in(week)[-1], SHOP)
        pane = windows.book.get(day)
        if pane is None:
            continue
        found = dict(hot_items(windows, week))
        before = {scope_of(item_id=name.removeprefix(NAME)) for name in pane.said if name.startswith(NAME)}
        for scope in sorted(found.keys() | before):
            value = amount(found[scope]) if scope in found else NOTHING
            yield day, Spoken(NAME + scope[0][1], "hot_item_rank", scope, value)


def hot_items(windows: Windows, week: PaneKey) -> Iterator[tuple[Scope, int]]:
    """Items with ad cost in seven days with their rank: most sales in them, the smaller id."""
    days = windows.days_in(week)
    beside = windows.book.windows.get(("s", LONGER_LENGTH, _longer(windows, days)), ())
    items = [scope for scope in windows.book.windows.get(week[:3], ()) if scope in beside and _is_item(scope)]
    costs = _sums(windows, days, items, "ad_cost")
    sales = _sums(windows, days, [item for item in items if costs[item] > 0], "gmv")
    best = sorted(sales, key=lambda item: (-sales[item], item))
    for position, scope in enumerate(best, 1):
        yield scope, position


def is_advertised(windows: Windows, week: PaneKey) -> bool:
    """Whether a week is one of an item with ad rows in it; only such items have the longer window beside it."""
    if week.family != "s" or not _is_item(week.scope):
        return False
    days = windows.days_in(week)
    if not windows.book.has(PaneKey("s", LONGER_LENGTH, _longer(windows, days), week.scope)):
        return False
    panes = (windows.book.get(PaneKey("s", "d", start, week.scope)) for start in days)
    return any(pane is not None and "ad_cost" in pane.sums for pane in panes)


def _longer(windows: Windows, days: list[int]) -> int:
    """The beginning of the longer window that ends with these days."""
    return windows.rolling_span(days[-1], LONGER_DAYS).start


def _is_item(scope: Scope) -> bool:
    return len(scope) == 1 and scope[0][0] == "item_id"


def _sums(windows: Windows, days: list[int], items: list[Scope], measure: str) -> dict[Scope, int]:
    """A sum over some days of each of some items; most items have something on few of the days."""
    book, found = windows.book, dict.fromkeys(items, 0)
    for start in days:
        known = book.windows.get(("s", "d", start), ())
        for item in items:
            pane = book.get(PaneKey("s", "d", start, item)) if item in known else None
            found[item] += pane.sums.get(measure, 0) if pane is not None else 0
    return found
