"""What would be usual now: medians of the same part of earlier days (metrics.md M13 expected values, M9 baseline)."""

from collections.abc import Iterable, Iterator

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.moments import HOUR, LocalDay
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop
from services.analyzer.values import NOTHING, Value, amount, ratio

SAME_WEEKDAYS = 4
WEEKS_BACK = 8  # how far back plain days are looked for; the panes of expected figures are kept for 75 days
BASELINE_DAYS = 14
LEAST_RATE = (1, 20)  # orders per minute: 0.05 (M9)


def median(numbers: Iterable[int]) -> Value:
    """The median; of an even number the exact mean of the middle two; nothing of nothing."""
    ordered = sorted(numbers)
    if not ordered:
        return NOTHING
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return amount(ordered[middle])
    total = ordered[middle - 1] + ordered[middle]
    return ratio(total, 2) if total % 2 else amount(total // 2)


def plain_days(shop: Shop, day: LocalDay) -> list[LocalDay]:
    """The last four same weekdays that were neither campaign days nor without data, as many as there are."""
    earlier = (shop.calendar.days_on(day.date, -7 * weeks) for weeks in range(1, WEEKS_BACK + 1))
    return [other for other in earlier if is_plain(shop, other)][:SAME_WEEKDAYS]


def is_plain(shop: Shop, day: LocalDay) -> bool:
    """Whether a day can stand for an ordinary one."""
    pane = shop.windows.book.get(PaneKey("s", "d", day.start, SHOP))
    return (
        pane is not None and not pane.is_silent(day.start) and str(day.date) not in shop.about.campaign_days
    )


def orders_expected(shop: Shop, end: int, minutes: int) -> tuple[Value, int]:
    """The median of paid orders in the same minutes before `end` of plain days, and the actual number."""
    day = shop.calendar.day(end)
    elapsed = (end - day.start) // 60
    usual = median(_orders_before(shop, other, elapsed, minutes) for other in plain_days(shop, day))
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
    key, name = PaneKey("e", "d", day.start, scope), f"until {(end - day.start) // HOUR}"
    pane = shop.windows.ensure(key, day.spans["d"].end)
    if name not in pane.sums:
        pane.sums[name] = _count_until(shop, day, end, scope)
        shop.mark("pane", key)
    return pane.sums[name]


def _count_until(shop: Shop, day: LocalDay, end: int, scope: Scope) -> int:
    hours = range(day.start, end, HOUR)
    if not scope:
        return len(_members(shop, hours, SHOP, "seen"))
    found = len(_members(shop, hours, scope, "viewers"))
    if scope[0][1] in ("unknown", "other") and any(_touched(shop, hours, scope)):
        found += len(_members(shop, hours, SHOP, "seen")) - len(_members(shop, hours, SHOP, "viewers"))
    return found


def _members(shop: Shop, hours: Iterable[int], scope: Scope, measure: str) -> set[str]:
    sets = (shop.windows.book.known(PaneKey("s", "h", hour, scope), measure) for hour in hours)
    return {member for members in sets if members is not None for member in members}


def _touched(shop: Shop, hours: Iterable[int], scope: Scope) -> Iterator[bool]:
    for hour in hours:
        pane = shop.windows.book.get(PaneKey("s", "h", hour, scope))
        yield pane is not None and pane.sums.get("touched", 0) > 0
