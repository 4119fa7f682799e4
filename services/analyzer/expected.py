"""What would be usual now: medians of the same part of earlier days (metrics.md M13 expected values, M9 baseline)."""

from collections.abc import Iterator

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.members import Members
from services.analyzer.moments import HOUR, LocalDay
from services.analyzer.panes import AGAIN, Pane, PaneKey
from services.analyzer.plain import is_near_campaign, plain_days
from services.analyzer.shop import Shop
from services.analyzer.together import Together
from services.analyzer.values import Value, median

BASELINE_DAYS = 14
STRANGE = ("unknown", "other")  # the source and device of who shows no page view
LEAST_RATE = (1, 20)  # orders per minute: 0.05 (M9)


def orders_expected(shop: Shop, end: int, minutes: int) -> tuple[Value, int]:
    """The median of paid orders in the same minutes before `end` of plain days, and the actual number."""
    day = shop.calendar.day(end)
    elapsed = (end - day.start) // 60
    usual = median(_orders_before(shop, other, elapsed, minutes) for other in plain_days(shop.known, day))
    return usual, _orders_before(shop, day, elapsed, minutes)


def _orders_before(shop: Shop, day: LocalDay, elapsed: int, minutes: int) -> int:
    """Paid orders in the `minutes` before the minute `elapsed` of a day, the evening before included."""
    found = _orders_between(shop, day, max(0, elapsed - minutes), elapsed)
    if elapsed < minutes:
        evening = shop.calendar.days_on(day.date, -1)
        length = (evening.spans["d"].end - evening.start) // 60
        found += _orders_between(shop, evening, length + elapsed - minutes, length)
    return found


def _orders_between(shop: Shop, day: LocalDay, first: int, last: int) -> int:
    pane = shop.windows.book.get(PaneKey("e", "d", day.start, SHOP))
    return 0 if pane is None else sum(pane.sums.get(str(minute), 0) for minute in range(first, last))


def order_rate_baseline(shop: Shop, item: Scope, hour: int) -> Value:
    """Median over the last 14 days of an item's orders per minute in the same hour; at least 0.05."""
    book, day = shop.windows.book, shop.calendar.day(hour)
    counts = []
    for back in range(1, BASELINE_DAYS + 1):
        other = shop.calendar.days_on(day.date, -back)
        if book.get(PaneKey("s", "d", other.start, SHOP)) is not None:
            pane = book.get(PaneKey("s", "h", other.start + hour - day.start, item))
            counts.append(0 if pane is None else pane.sums.get("orders", 0))
    usual = median(counts)
    number, of = usual.numerator or 0, (usual.denominator or 1) * HOUR // 60
    least, of_least = LEAST_RATE
    return Value(number, of) if number * of_least >= least * of else Value(*LEAST_RATE)


def visitors_so_far(shop: Shop, day: LocalDay, end: int, scope: Scope) -> int:
    """Visitors of a day until a full hour; remembered, because hours are not kept as long as they are asked for."""
    pane = _remembered(shop, day, scope)
    name = f"until {(end - day.start) // HOUR}"
    if name not in pane.sums:
        pane.put(name, [0, *_counts(shop, range(day.start, end, HOUR), scope)][-1])
    return pane.sums[name]


def remember(shop: Shop, day: LocalDay, scope: Scope) -> None:
    """Keep the visitors until each full hour of a day whose hours are about to be forgotten."""
    pane = _remembered(shop, day, scope)
    for number, count in enumerate(_counts(shop, range(*day.spans["d"], HOUR), scope), 1):
        name = f"until {number}"
        pane.put(name, pane.sums.get(name, count))


def _remembered(shop: Shop, day: LocalDay, scope: Scope) -> Pane:
    """The pane that holds what is known of a day so far; that of a campaign is kept until it comes again."""
    key = PaneKey("e", "d", day.start, scope)
    pane = shop.windows.ensure(key, day.spans["d"].end)
    if is_near_campaign(shop.known, day):
        pane.put(AGAIN, 1)
    shop.windows.mark(key)
    return pane


def _counts(shop: Shop, hours: range, scope: Scope) -> Iterator[int]:
    """Visitors from the first hour to the end of each (M16: who shows no page view is a stranger)."""
    seen, viewers, own, is_touched = Together(), Together(), Together(), False
    for hour in hours:
        seen.join(_members(shop, hour, SHOP, "seen"))
        viewers.join(_members(shop, hour, SHOP, "viewers"))
        own.join(_members(shop, hour, scope, "viewers"))
        is_touched = is_touched or _is_touched(shop, hour, scope)
        strangers = max(0, seen.size - viewers.size) if is_touched and scope[0][1] in STRANGE else 0
        yield seen.size if not scope else own.size + strangers


def _members(shop: Shop, hour: int, scope: Scope, measure: str) -> Members | None:
    return shop.windows.book.known(PaneKey("s", "h", hour, scope), measure)


def _is_touched(shop: Shop, hour: int, scope: Scope) -> bool:
    pane = shop.windows.book.get(PaneKey("s", "h", hour, scope))
    return pane is not None and pane.sums.get("touched", 0) > 0
