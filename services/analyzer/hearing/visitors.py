"""Page views, favourites, carts and checkouts: visits, and the sources of the sales that hang on them."""

from collections.abc import Iterator
from sys import intern
from typing import Any

from services.analyzer.contributions.audiences import audience
from services.analyzer.contributions.pages import page_health
from services.analyzer.contributions.traffic import attributed, touched, traffic
from services.analyzer.deltas import Contributions, difference
from services.analyzer.entities.facts import replaces, told, told_plainly
from services.analyzer.entities.grouping import holders, see
from services.analyzer.entities.visitors import Visitor, hear_of
from services.analyzer.entities.visits import View
from services.analyzer.hearing.activities import belongs_to
from services.analyzer.hearing.attributing import orders_of_day
from services.analyzer.hearing.audiences import category_of
from services.analyzer.hearing.buyers import count_buyers, spans_of
from services.analyzer.hearing.gathering import is_begun, is_joined
from services.analyzer.hearing.orders import count_orders
from services.analyzer.hearing.pages import await_close, still_open
from services.analyzer.overtime import EVER
from services.analyzer.shop import Shop
from services.analyzer.wishes import WISHES
from services.contracts.identity import keyword_form


def hear_view(shop: Shop, event: Any) -> None:
    """A page view: it begins a visit, joins one, or joins two."""
    data, came = event.data, shop.came
    visitor: Visitor = shop.entity("visitor", data.visitor_id)
    hear_of(visitor, came.at, shop.options.recent_us)
    view = View(
        told_plainly(event, shop.time_us, came.at),
        data.view_id,
        data.visit_id,
        data.item_id if data.page_type == "item" else None,
        intern(data.traffic_source or "unknown"),
        intern(data.device or "other"),
        data.is_returning,
        keyword_form(data.keyword) if data.keyword else None,
        data.activity_id,
    )
    if data.activity_id:
        belongs_to(shop, event, data.activity_id)
    if not visitor.holds(view.view_id) and _is_added(shop, event, data.visitor_id, visitor, view):
        return
    days = days_of(shop, visitor, view.told.at)
    with shop.recount(event, lambda: counted(shop, data.visitor_id, visitor, days)):
        see(visitor, view, shop.options.visits.at, shop.offset)
    await_close(shop, data.visitor_id, *still_open(visitor.visits))


def _is_steady(shop: Shop, visitor: Visitor, view: View) -> bool:
    """Whether all of the visitor's visits, and one that begins with the view, are of one rule."""
    since = shop.options.visits.since_us
    return view.told.time_us >= since and all(v.begun_us >= since for v in visitor.visits if v.number)


def _is_added(shop: Shop, event: Any, visitor_id: str, visitor: Visitor, view: View) -> bool:
    """Whether a new view did no more than add, without counting the visitor anew."""
    if shop.options.visits.since_us != EVER and not _is_steady(shop, visitor, view):
        return False
    visits = holders(visitor, view)
    if not visits:
        return is_begun(shop, visitor_id, visitor, view)
    return len(visits) == 1 and is_joined(shop, event, visitor_id, visitor, visits[0], view)


def hear_touch(shop: Shop, event: Any, name: str) -> None:
    """A favourite, a cart or a checkout: somebody was there."""
    data, telling = event.data, told(event)
    visitor: Visitor = shop.entity("visitor", data.visitor_id)
    hear_of(visitor, telling.arrived, shop.options.recent_us)
    key = f"{name}:{data.action_id}"
    old = visitor.touches.get(key) if visitor.touches else None
    if not replaces(telling, old):
        return
    item, was = getattr(data, "item_id", None), visitor.wishes.get(key) if visitor.wishes else None
    before = touched(data.visitor_id, key, old.at, was) if old is not None else Contributions()
    visitor.touch(key, telling, item)
    if old is None and shop.gathers():
        _gather_sign(shop, data.visitor_id, name, telling.at, item)
    else:
        shop.apply(difference(before, touched(data.visitor_id, key, telling.at, item)), event)


def _gather_sign(shop: Shop, visitor_id: str, name: str, at: int, item_id: str | None) -> None:
    """Let a sign of a visitor wait to be counted."""
    signs = shop.windows.footfall.signs
    if item_id is None:
        signs.checked_out(at, visitor_id, shop.offset)
    else:
        signs.wished(at, visitor_id, WISHES[name], item_id, shop.offset)


def days_of(shop: Shop, visitor: Visitor, *others: int) -> list[int]:
    """The days in which the visitor has page views, however they make visits, and those of other moments."""
    moments = [told.at for visit in visitor.visits for told in visit.tellings]
    return sorted({shop.calendar.day(moment).start for moment in (*moments, *others)})


def counted(shop: Shop, visitor_id: str, visitor: Visitor, days: list[int]) -> Iterator[Contributions]:
    """All that a visitor adds, and what of orders hangs on the visits of some days."""
    yield traffic(visitor_id, visitor, visitor.visits, shop.calendar)
    yield page_health(visitor, visitor.visits, shop.calendar)
    yield audience(visitor_id, visitor, category_of(shop))
    for start in days:
        yield attributed(visitor_id, visitor, *shop.calendar.day(start).spans["d"])
    followers = _followers(shop, visitor, days)
    yield from count_orders(shop, followers)
    yield from count_buyers(shop, spans_of(shop, followers))


def _followers(shop: Shop, visitor: Visitor, days: list[int]) -> list[str]:
    """The orders of those days whose source may hang on this visitor's first visit of the day."""
    orders = set()
    for order_id in visitor.orders:
        sale = shop.get("order", order_id).paid
        if sale is not None and shop.calendar.day(sale.told.at).start in days:
            orders.add(order_id)
            if sale.buyer_id:
                orders |= set(orders_of_day(shop, sale.buyer_id, sale.told.at))
    return sorted(orders)


HEARD = {
    "page.viewed": hear_view,
    "item.favorited": lambda shop, event: hear_touch(shop, event, "item.favorited"),
    "cart.added": lambda shop, event: hear_touch(shop, event, "cart.added"),
    "checkout.started": lambda shop, event: hear_touch(shop, event, "checkout.started"),
}
