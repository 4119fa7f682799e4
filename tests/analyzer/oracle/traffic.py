"""Traffic (metrics.md M2)."""

from datetime import timedelta

from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.visits import Visit
from tests.analyzer.oracle.which import BEHAVIOUR_REACH, Event
from tests.analyzer.oracle.windows import Window, day_start


def viewed(shop: Shop, scope: Scope, window: Window) -> list[tuple[Visit, Event]]:
    """The page views of a window that lie in a scope, each with its visit: "under the visit of that page view"."""
    found = [(visit, view) for visit, view in shop.views_in(window) if of_visit(visit, scope)]
    return [(visit, view) for visit, view in found if led_by(shop, view, scope)]


def led_by(shop: Shop, view: Event, scope: Scope) -> bool:
    """Whether a page view belongs to the activity or the category asked for."""
    if "activity_id" in scope and view.data.get("activity_id") != scope["activity_id"]:
        return False
    return "category_id" not in scope or category(shop, view) == scope["category_id"]


def category(shop: Shop, view: Event) -> str | None:
    """The category in which the item of an item page was listed last before the view.

    A listing that comes later than page views of that day may come moves them no more: "E3 facts reach 3 days".
    """
    item = view.data.get("item_id") if view.data["page_type"] == "item" else None
    reach = day_start(shop.day(view.at) + timedelta(days=1), shop.zone) + BEHAVIOUR_REACH
    told = [e for e in shop.facts("item.listed") if e.data["item_id"] == item and e.at <= view.at]
    heard = [e for e in told if e.arrived <= max(reach, view.arrived)]
    return heard[-1].data.get("category_id") if heard else None


def of_visit(visit: Visit, scope: Scope) -> bool:
    told = {
        "traffic_source": visit.source,
        "device": visit.device,
        "visitor_class": visit.visitor_class,
    }
    return all(told[name] == value for name, value in scope.items() if name in told)


def touched(shop: Shop, window: Window) -> set[str]:
    """Visitors "who carts or pays was there": the doers of anything but page views in the window."""
    found = {
        event.data["visitor_id"]
        for kind in ("item.favorited", "cart.added", "checkout.started")
        for event in shop.facts(kind)
        if event.at in window
    }
    told = [event for order in shop.orders for event in (order.created, order.paid)]
    return found | {e.data["visitor_id"] for e in told if e and e.at in window and e.data.get("visitor_id")}


UNSAID = {"traffic_source": "unknown", "device": "other", "visitor_class": "unknown"}


def visitors(shop: Shop, scope: Scope, window: Window) -> int:
    """ "A visitor counts in each window that holds a page view, under the visit of that page view; `unknown` only
    without a page view in the window" (M16)."""
    seen = {visit.visitor for visit, _ in viewed(shop, scope, window)}
    if all(UNSAID.get(name) == value for name, value in scope.items()):
        everyone = {visit.visitor for visit, _ in viewed(shop, {}, window)}
        seen |= touched(shop, window) - (everyone if scope else set())
    return len(seen)


def item_visitors(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct visitors of the item page"."""
    item = scope["item_id"]
    return len(
        {visit.visitor for visit, view in viewed(shop, scope, window) if view.data.get("item_id") == item}
    )


def begun(shop: Shop, scope: Scope, window: Window) -> list[Visit]:
    """ "`visits`, page health and attribution use the window in which the visit began" (M16)."""
    return [visit for visit in shop.visits if visit.began in window and of_visit(visit, scope)]


def visits(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Number of visits"."""
    return len(begun(shop, scope, window))


def page_views(shop: Shop, scope: Scope, window: Window) -> int:
    """ "`page_views` follow the visit's source, device and class, not the view's" (M16)."""
    item = scope.get("item_id")
    found = viewed(shop, scope, window)
    return sum(item is None or view.data.get("item_id") == item for _, view in found)


def returning_share(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Returning visits / visits"."""
    found = begun(shop, scope, window)
    return Share(sum(visit.visitor_class == "returning" for visit in found), len(found))


def attributed(shop: Shop, window: Window) -> dict[str, str]:
    """Source of each visitor of a day: that "of the first visit of the day", which "use[s] the window in which the
    visit began" (M16); it "sums to the shop", so a visitor without such a visit is `unknown`."""
    found = dict.fromkeys(touched(shop, window), "unknown")
    found |= {visit.visitor: "unknown" for visit, _ in viewed(shop, {}, window)}
    for visit in reversed(begun(shop, {}, window)):
        found[visit.visitor] = visit.source
    return found


def visitors_attributed(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Each visitor counted once, under the traffic source of the first visit of the day"."""
    return list(attributed(shop, window).values()).count(scope["traffic_source"])


def visitor_overlap(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum over sources of `visitors` - shop `visitors`"."""
    sources = {visit.source for visit in shop.visits} | {"unknown"}
    return sum(visitors(shop, {"traffic_source": source}, window) for source in sources) - visitors(
        shop, {}, window
    )


def item_rank(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Rank by `item_visitors` of the day so far; ties: larger `page_views`, then smaller item id"."""
    so_far = Window("day", day_start(shop.day(window.start), shop.zone), window.end)
    items = {view.data.get("item_id") for _, view in viewed(shop, {}, so_far)} - {None}
    ranked = sorted(items, key=lambda item: _rank(shop, item, so_far))
    return ranked.index(scope["item_id"]) + 1 if scope["item_id"] in ranked else None


def _rank(shop: Shop, item: str, so_far: Window) -> tuple[int, int, str]:
    scope = {"item_id": item}
    return -item_visitors(shop, scope, so_far), -page_views(shop, scope, so_far), item


ANSWERS: dict[str, Formula] = {
    "visitors": visitors,
    "visitors_attributed": visitors_attributed,
    "visitor_overlap": visitor_overlap,
    "visits": visits,
    "page_views": page_views,
    "item_visitors": item_visitors,
    "item_rank": item_rank,
    "returning_share": returning_share,
}
