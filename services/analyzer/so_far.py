"""The day so far at each full hour: visitors beside what was usual until then, sales of the shop (metrics.md M13)."""

from collections.abc import Iterable, Iterator
from functools import partial

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.expected import visitors_so_far
from services.analyzer.moments import DAY, LocalDay
from services.analyzer.panes import PaneKey
from services.analyzer.plain import compared_with, usual_days
from services.analyzer.rows import Figure
from services.analyzer.shop import Shop
from services.analyzer.values import NOTHING, amount, median

SEEN = ("visitors", "visitors_expected")
SUMMED = ("gmv", "orders", "units")
SPLIT = ("traffic_source", "device")


def so_far(shop: Shop) -> Iterator[Figure]:
    """Rows of every full hour that the watermark has passed since the last call; after a gap those of one day."""
    about, clock, hour_of = shop.about, shop.clock, partial(shop.calendar.span, "h")
    following = hour_of(about.so_far_at).end
    if not clock.first_live or not clock.is_due(following, 0):
        return
    last = hour_of(clock.watermark).start
    if not clock.is_due(last, 0):
        last = hour_of(last - 1).start
    end = max(following, hour_of(last - DAY).start, hour_of(clock.first_live).end)
    while end <= last:
        shop.windows.settle()
        about.so_far_at = end
        shop.mark("about", "")
        yield from _until(shop, shop.calendar.day(end - 1), end)
        end = hour_of(end).end


def _until(shop: Shop, day: LocalDay, end: int) -> Iterator[Figure]:
    usual = usual_days(shop.known, day)
    if shop.known.is_reported(end):
        yield from _unknown(day, end, SEEN)
    for scope in () if shop.known.is_reported(end) else _scopes(shop, [day, *usual]):
        seen = visitors_so_far(shop, day, end, scope)
        yield Figure("visitors", scope, "day_so_far", day.start, end, amount(seen))
        same = ((other, shop.calendar.same_time(end, day, other)) for other in usual)
        others = (visitors_so_far(shop, other, until, scope) for other, until in same)
        expected = median(others)._replace(beside=compared_with(usual))
        yield Figure("visitors_expected", scope, "day_so_far", day.start, end, expected)
    if shop.known.is_reported(end) and not shop.known.has_orders(end):
        yield from _unknown(day, end, SUMMED)
        return
    for measure in SUMMED:
        total = sum(_sum(shop, hour.start, measure) for hour in shop.calendar.hours(day.start, end))
        yield Figure(measure, SHOP, "day_so_far", day.start, end, amount(total))


def _unknown(day: LocalDay, end: int, metrics: Iterable[str]) -> Iterator[Figure]:
    """Rows speak of whole hours and days; of the day so far nobody knows, nor what is usual."""
    nothing = NOTHING._replace(basis="report")
    for metric in metrics:
        yield Figure(metric, SHOP, "day_so_far", day.start, end, nothing)


def is_split(scope: Scope) -> bool:
    """Whether the day so far is said of a scope: the shop, a traffic source or a device."""
    return not scope or (len(scope) == 1 and scope[0][0] in SPLIT)


def _scopes(shop: Shop, days: list[LocalDay]) -> list[Scope]:
    windows = shop.windows.book.windows
    return sorted({SHOP}.union(*(filter(is_split, windows.get(("s", "d", day.start), ())) for day in days)))


def _sum(shop: Shop, hour: int, measure: str) -> int:
    pane = shop.windows.book.get(PaneKey("s", "h", hour, SHOP))
    return 0 if pane is None else pane.sums.get(measure, 0)
