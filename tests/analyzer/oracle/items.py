"""Items, stock and what was changed (metrics.md M2, M6; events.md E13 `item`)."""

from datetime import datetime, timedelta
from math import ceil

from tests.analyzer.oracle.sales import units
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.which import Event, moment
from tests.analyzer.oracle.windows import Window, day, rolling

LEAD_DAYS, SLOW_DAYS, MEAN_DAYS, LEAST_DAYS = 7, 60, 7, 3
CHANGES = {
    "price.changed": "price",
    "slot.changed": "showcase_slot",
}  # the lever that such a change moves (G4)


def listed_items(shop: Shop, scope: Scope, at: datetime) -> set[str]:
    """ "Listed (`item.listed`) / delisted (`item.delisted`, or `delist_at` passed) by the latest `time`; same `time`:
    delisted wins"."""
    last: dict[str, tuple[datetime, bool, Event | None]] = {}
    for event in shop.facts("item.listed"):
        marks = [(event.at, False, event)]
        if event.data.get("delist_at"):
            marks.append((moment(event.data["delist_at"]), True, None))
        for mark in marks:
            _later(last, event.data["item_id"], mark, at)
    for event in shop.facts("item.delisted"):
        _later(last, event.data["item_id"], (event.at, True, None), at)
    category = scope.get("category_id")
    return {
        item
        for item, (_, is_delisted, event) in last.items()
        if not is_delisted and event and category in (None, event.data.get("category_id"))
    }


def _later(
    last: dict[str, tuple[datetime, bool, Event | None]],
    item: str,
    mark: tuple[datetime, bool, Event | None],
    at: datetime,
) -> None:
    if mark[0] < at and (item not in last or mark[:2] >= last[item][:2]):
        last[item] = mark


def on_hand(shop: Shop, item: str, at: datetime) -> int | None:
    """ "Latest `on_hand`, plus later `delta`s"."""
    found = [e for e in shop.facts("stock.adjusted") if e.data["item_id"] == item and e.at < at]
    if not found:
        return None
    total = 0
    for event in found:
        told = event.data.get("on_hand")
        total = told if told is not None else total + event.data["delta"]
    return total


def stock_on_hand(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Shown as 0 when negative"; "final day rows are as of the day's end" (M16)."""
    found = on_hand(shop, scope["item_id"], window.end)
    return None if found is None else max(0, found)


def daily_units_mean(shop: Shop, scope: Scope, window: Window) -> Share | None:
    """ "`units` of the last 7 closed days that are not no-data days / 7 (or as many as exist, at least 3)"."""
    of, begin = shop.day(window.last), min(event.at for event in shop.events)
    before = [day(of - timedelta(days=back), shop.zone) for back in range((window.end - begin).days + 2)]
    days = [past for past in before if any(event.at in past for event in shop.events)][:MEAN_DAYS]
    if len(days) < LEAST_DAYS:
        return None
    return Share(sum(units(shop, scope, past) for past in days), len(days))


def mean_of(shop: Shop, scope: Scope, window: Window) -> Share | None:
    """ "The mean takes the 7 days that end with it" (M16)."""
    return daily_units_mean(shop, scope, rolling(shop.day(window.start), 7, shop.zone))


def days_of_cover(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`stock_on_hand` / `daily_units_mean`; null when the mean is 0"."""
    stock, mean = on_hand(shop, scope["item_id"], window.end), mean_of(shop, scope, window)
    if stock is None or mean is None:
        return None
    return Share(max(0, stock) * mean.denominator, mean.numerator)


def lead_of(shop: Shop, scope: Scope, at: datetime) -> tuple[int, int]:
    """Lead days "(default 7, P)" and the least order."""
    said = [s for s in shop.settings("supplier.lead_time.set", at) if s["item_id"] == scope["item_id"]]
    return (said[0]["lead_days"], said[0].get("min_order_units") or 0) if said else (LEAD_DAYS, 0)


def stock_state(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "out: on hand <= 0 · low: cover < lead days · slow: on hand > 0 and (cover > 60 days or no unit sold in 30
    days) · else ok; tested in this order"."""
    stock = on_hand(shop, scope["item_id"], window.end)
    if stock is None:
        return None
    cover = days_of_cover(shop, scope, window)
    days = cover.exact if isinstance(cover, Share) else None
    if stock <= 0:
        return "out"
    if days is not None and days < lead_of(shop, scope, window.last)[0]:
        return "low"
    month = rolling(shop.day(window.start), 30, shop.zone)
    is_slow = (days is not None and days > SLOW_DAYS) or not units(shop, scope, month)
    return "slow" if is_slow else "ok"


def reorder_units(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "max(0, ceil(`daily_units_mean` x (lead days + 7)) - on hand), raised to `min_order_units`; 0 when slow"."""
    stock, mean = on_hand(shop, scope["item_id"], window.end), mean_of(shop, scope, window)
    if stock_state(shop, scope, window) == "slow":
        return 0
    if stock is None or mean is None or mean.exact is None:
        return None
    lead, least = lead_of(shop, scope, window.last)
    needed = max(0, ceil(mean.exact * (lead + 7)) - stock)
    return max(needed, least) if needed else 0


def lever_changes(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Number of `item.changed`, `page.changed`, `price.changed`, `slot.changed` by lever"."""
    found = [
        {"item_id": event.data.get("item_id"), "lever": CHANGES.get(kind) or event.data["lever"]}
        for kind in ("item.changed", "page.changed", "price.changed", "slot.changed")
        for event in shop.facts(kind)
        if event.at in window
    ]
    return sum(all(told[name] == value for name, value in scope.items()) for told in found)


def slot_coverage(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Items in a slot / latest `slots_total` (`slot.changed`)"."""
    told = [event for event in shop.facts("slot.changed") if event.at < window.end]
    if not told:
        return None
    last = {event.data["item_id"]: event.data["occupied"] for event in told}
    return Share(sum(last.values()), told[-1].data["slots_total"])


ANSWERS: dict[str, Formula] = {
    "stock_on_hand": stock_on_hand,
    "daily_units_mean": daily_units_mean,
    "days_of_cover": days_of_cover,
    "stock_state": stock_state,
    "reorder_units": reorder_units,
    "lever_changes": lever_changes,
    "slot_coverage": slot_coverage,
}
