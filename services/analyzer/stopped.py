"""Traffic sources that have no ad rows on a day for which others have: their ads stopped, or their rows are late.

Their sums are 0 and provisional, so that a source which falls silent overnight is seen to drop (rules.md R8).
"""

from collections.abc import Iterator

from services.analyzer.contributions.adverts import STOPPED
from services.analyzer.deltas import Scope
from services.analyzer.panes import PaneKey
from services.analyzer.windows import Windows

WITHIN = 6  # days before in which a source had ads; with the day itself those of ad_clicks_mean
SPENT = "ad_cost"


def mark_stopped(windows: Windows, day: PaneKey) -> None:
    """A day of the shop or of a source was closed or revised: sources without rows beside it are said to be at 0."""
    if (day.scope and not _is_source(day.scope)) or SPENT not in windows.book.panes[day].sums:
        return
    for start, scope in _beside(windows, day):
        key = PaneKey("s", "d", start, scope)
        pane = windows.ensure(key, windows.calendar.day(start).spans["d"].end)
        if SPENT not in pane.sums and STOPPED not in pane.sums:
            pane.put(STOPPED, 1)
            pane.touched_at = max(pane.touched_at, windows.book.panes[day].touched_at)
            pane.is_live = pane.is_live or windows.book.panes[day].is_live
            windows.stir(key, pane)


def _beside(windows: Windows, day: PaneKey) -> Iterator[tuple[int, Scope]]:
    """The days and sources that may have stopped by what is told of a day of the shop, or of a source."""
    calendar = windows.calendar
    last = calendar.days_on(calendar.day(day.start).date, WITHIN)
    around = calendar.days_until(last, 2 * WITHIN + 1)
    if not day.scope:
        for start in around[:WITHIN]:
            for scope in sorted(windows.book.windows.get(("s", "d", start), ())):
                if _is_source(scope) and _has_ads(windows, start, scope):
                    yield day.start, scope
    else:
        yield from ((start, day.scope) for start in around[WITHIN + 1 :] if _has_ads(windows, start, ()))


def _is_source(scope: Scope) -> bool:
    return len(scope) == 1 and scope[0][0] == "traffic_source"


def _has_ads(windows: Windows, start: int, scope: Scope) -> bool:
    pane = windows.book.get(PaneKey("s", "d", start, scope))
    return pane is not None and SPENT in pane.sums
