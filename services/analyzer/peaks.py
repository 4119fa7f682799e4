"""The hours of the day in which most visitors come (metrics.md M2 peak_delist_share), remembered beside each day."""

from collections import Counter

from services.analyzer.deltas import SHOP
from services.analyzer.known import Known
from services.analyzer.moments import HOUR
from services.analyzer.panes import Pane, PaneKey

BEST = 6
DAYS = 28
SEEN = "seen "


def remember(day: Pane, hour: int, visitors: int) -> None:
    """An hour of the shop, by its number in the day, was closed or revised; hours themselves are not kept for long."""
    name = f"{SEEN}{hour}"
    if visitors or name in day.sums:
        day.put(name, visitors)


def best_hours(known: Known, end: int) -> set[int]:
    """The hours of the clock with most visitors in the days until `end`, the earlier of equal ones; or none."""
    seen: Counter[int] = Counter()
    for day in known.days(end, DAYS):
        pane = known.book.get(PaneKey("e", "d", day, SHOP))
        for name, visitors in () if pane is None else pane.sums.items():
            if name.startswith(SEEN):
                seen[known.calendar.local(day + int(name[len(SEEN) :]) * HOUR).hour] += visitors
    ranked = sorted((-visitors, hour) for hour, visitors in seen.items() if visitors)
    return {hour for _, hour in ranked[:BEST]}
