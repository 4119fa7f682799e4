"""Page health (metrics.md M3)."""

from tests.analyzer.oracle.items import listed_items
from tests.analyzer.oracle.sales import value_per_buyer
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.sold import paid
from tests.analyzer.oracle.traffic import begun
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.visits import Visit
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window


def entered(shop: Shop, scope: Scope, window: Window) -> list[Visit]:
    """The visits of a window, of an item those that entered by its page: "I (entry item)"."""
    found = begun(shop, scope, window)
    return [v for v in found if "item_id" not in scope or shows(v.views[0], scope["item_id"])]


def shows(view: Event, item: str | None) -> bool:
    """Whether a page view is of an item's page, or of any item page."""
    told = view.data.get("item_id")
    return view.data["page_type"] == "item" and told is not None and item in (None, told)


def bounce_rate(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Closed visits with one page view / closed visits"."""
    found = entered(shop, scope, window)
    return Share(sum(len(visit.views) == 1 for visit in found), len(found))


def depth(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Page views of closed visits / closed visits"."""
    found = entered(shop, scope, window)
    return Share(sum(len(visit.views) for visit in found), len(found))


def dwell_seconds(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Sum of `active_seconds` on item pages / visits with an item page view".

    "Pings count on the day of their page view's visit; an unknown `view_id` counts nowhere; neither pings nor rows:
    null" (M16).
    """
    item = scope.get("item_id")
    pages = [[view for view in visit.views if shows(view, item)] for visit in begun(shop, scope, window)]
    names = {view.data["view_id"] for views in pages for view in views}
    pings = [event for event in shop.facts("page.pinged") if event.data["view_id"] in names]
    if not pings and (not scope or dwell_seconds(shop, {}, window) is None):
        return None
    return Share(sum(ping.data["active_seconds"] for ping in pings), sum(bool(views) for views in pages))


def main_value_per_buyer(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Item `gmv` / item `buyers` of the main item"."""
    mains = shop.configured("main_item_ids", window.last, [])
    return value_per_buyer(shop, scope, window) if scope.get("item_id") in mains else None


def value_ratio(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Shop `value_per_buyer` / `main_value_per_buyer` (numerator and denominator as exact fractions)"."""
    mains = shop.configured("main_item_ids", window.last, [])
    whole = value_per_buyer(shop, {}, window)
    main = value_per_buyer(shop, {"item_id": mains[0]}, window) if mains else None
    if whole is None or main is None or whole.exact is None or not main.exact:
        return None
    return whole.exact / main.exact


def sell_through(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Listed items with a paid order in the window / items listed at its end"."""
    listed = listed_items(shop, scope, window.end)
    sold = {line["item_id"] for o in paid(shop, {}, window) for line in o.payment.get("lines") or []}
    return Share(len(listed & sold), len(listed))


ANSWERS: dict[str, Formula] = {
    "bounce_rate": bounce_rate,
    "depth": depth,
    "dwell_seconds": dwell_seconds,
    "main_value_per_buyer": main_value_per_buyer,
    "value_ratio": value_ratio,
    "sell_through": sell_through,
}
