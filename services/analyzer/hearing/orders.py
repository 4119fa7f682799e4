"""Orders: their figures, the source they share with the buyer's other orders of the day, and the promo guard."""

from collections.abc import Iterator
from typing import Any

from services.analyzer.contributions.guard import Surroundings, guard, is_old_news
from services.analyzer.contributions.sales import Attribution, Setting, sales
from services.analyzer.contributions.service import inquiries
from services.analyzer.contributions.traffic import visit_class
from services.analyzer.deltas import Contributions
from services.analyzer.entities.facts import Told, told
from services.analyzer.entities.orders import Line, Order, Sale, is_known, tell
from services.analyzer.entities.promos import Cost
from services.analyzer.hearing.complaints import complaints_of, count_complaints
from services.analyzer.hearing.notes import note_lines
from services.analyzer.moments import SECOND
from services.analyzer.shop import Shop
from services.contracts.events.orders import OrderCancelled, OrderPaid, OrderRefunded

TIE_TEXT = 96  # characters of an order's content that settle a tie of time and id


def hear_order(shop: Shop, event: Any) -> None:
    """An event of an order: everything that hangs on the order is counted anew."""
    order_id = event.data.order_id
    if order_id is None:
        order_id = (
            f"refund:{event.data.refund_id}"  # an unlinked refund is an order of its own without payment
        )
    telling = told(event, TIE_TEXT)
    shop.clock.hear_order(telling.at)
    order = shop.entity("order", order_id)
    if is_known(order, event, telling):
        return
    heard = event.data if isinstance(event, OrderPaid) else None
    moves_nobody = isinstance(event, OrderRefunded | OrderCancelled)
    group = [order_id] if moves_nobody else group_of(shop, order_id, order, heard, telling)
    buyers = _buyers(order, event.data)
    complaints = complaints_of(shop, "order", order_id)
    with shop.recount(event, lambda: _counted(shop, group, buyers, complaints)):
        tell(order, event, telling)
        _remember(shop, order_id, order, buyers)
    index_lines(shop, order_id, order)


def _counted(
    shop: Shop, order_ids: list[str], buyers: set[str], complaints: set[str]
) -> Iterator[Contributions]:
    yield from count_orders(shop, order_ids)
    yield from count_complaints(shop, complaints)
    for buyer_id in sorted(buyers):
        yield inquiries(buyer_id, shop.entity("buyer", buyer_id), shop.calendar, shop.attribution)


def count_orders(shop: Shop, order_ids: list[str]) -> Iterator[Contributions]:
    """What some orders add, each with the attribution that it has now."""
    around = surroundings(shop)
    for order_id in order_ids:
        order: Order = shop.get("order", order_id)
        where = attribution(shop, order_id, order)
        yield sales(order_id, order, Setting(where, agent_of(shop, order), shop.calendar, around.promos_of))
        yield guard(order_id, order, around)


def _buyers(order: Order, heard: Any) -> set[str]:
    """Whoever has bought the order by any of its tellings."""
    known = {sale.buyer_id for sale in (order.created, order.paid) if sale is not None and sale.buyer_id}
    buyer = getattr(heard, "buyer_id", None)
    return known | ({buyer} if buyer else set())


def group_of(shop: Shop, order_id: str, order: Order, heard: Any, telling: Told) -> list[str]:
    """The order with all orders that may share its source: the buyer's orders of the same paid day."""
    if _is_follower(shop, order_id, order, heard, telling):
        return [order_id]
    group = {order_id}
    if order.paid is not None and order.paid.buyer_id:
        group |= set(orders_of_day(shop, order.paid.buyer_id, order.paid.told.at))
    if heard is not None and heard.buyer_id:
        group |= set(orders_of_day(shop, heard.buyer_id, telling.at))
    return sorted(group)


def _is_follower(shop: Shop, order_id: str, order: Order, heard: Any, telling: Told) -> bool:
    """Whether another order leads the buyer's day before and after, so that the rest of the day stays as it is."""
    if order.paid is not None:
        return heard is None and order.paid.buyer_id is None
    if heard is None or not heard.buyer_id:
        return True
    leader = first_of_day(shop, heard.buyer_id, telling.at)
    return leader is not None and leader < (telling.time_us, order_id)


def first_of_day(shop: Shop, buyer_id: str, at: int) -> tuple[int, str] | None:
    """When a buyer's first paid order of a day was paid, and which one it is."""
    buyer = shop.get("buyer", buyer_id)
    if buyer is None:
        return None
    start, end = shop.calendar.day(at).spans["d"]
    paid = ((us, o) for o, us in buyer.payments.items() if start * SECOND <= us < end * SECOND)
    return min(paid, default=None)


def orders_of_day(shop: Shop, buyer_id: str, at: int) -> list[str]:
    """A buyer's paid orders of one day, first paid first."""
    buyer = shop.get("buyer", buyer_id)
    if buyer is None:
        return []
    span = shop.calendar.day(at).spans["d"]
    paid = [(us, o) for o, us in buyer.payments.items() if span.start * SECOND <= us < span.end * SECOND]
    return [order_id for _, order_id in sorted(paid)]


def attribution(shop: Shop, order_id: str, order: Order) -> Attribution:
    """Source, device and class of a sale: those of the first order of its buyer on that day (M0)."""
    sale = order.paid
    if sale is None:
        return Attribution("unknown", "other", "unknown")
    if sale.buyer_id:
        leader = first_of_day(shop, sale.buyer_id, sale.told.at)
        if leader is not None and leader[1] != order_id:
            first = shop.get("order", leader[1])
            sale = first.paid or sale
    return _attribution_of(shop, sale)


def _attribution_of(shop: Shop, sale: Sale) -> Attribution:
    visitor = shop.get("visitor", sale.visitor_id) if sale.visitor_id else None
    if visitor is not None:
        visit = visitor.first_visit(*shop.calendar.day(sale.told.at).spans["d"])
        if visit is not None and visit.views:
            first = visit.views[0]
            return Attribution(first.traffic_source, first.device, visit_class(visitor, visit))
    return Attribution(sale.traffic_source or "unknown", sale.device or "other", "unknown")


def agent_of(shop: Shop, order: Order) -> str | None:
    """The agent credited with an order: its own, else that of the buyer's latest inquiry in time (M16)."""
    sale = order.paid
    if sale is None or sale.agent_id:
        return sale.agent_id if sale is not None else None
    buyer = shop.get("buyer", sale.buyer_id) if sale.buyer_id else None
    if buyer is None:
        return None
    paid = sale.told.time_us
    before = [
        inquiry
        for inquiry in buyer.inquiries.values()
        if inquiry.told.time_us <= paid <= inquiry.told.time_us + shop.attribution(inquiry.told.time_us)
    ]
    latest = max(before, key=lambda i: (i.told.time_us, i.told.event_id), default=None)
    return None if latest is None else latest.agent_id


def _remember(shop: Shop, order_id: str, order: Order, buyers: set[str]) -> None:
    """Keep the buyers' and the visitor's lists of orders true; an excluded order is nobody's."""
    for buyer_id in buyers:
        buyer = shop.entity("buyer", buyer_id)
        buyer.payments.pop(order_id, None)
        buyer.orders.pop(order_id, None)
    if order.first is None or order.exclusion is not None:
        return
    if order.first.buyer_id:
        first = shop.entity("buyer", order.first.buyer_id)
        first.orders[order_id] = order.first.told.time_us
        first.seen_at = max(first.seen_at, order.first.told.arrived)
    paid = order.paid
    if paid is not None and paid.buyer_id:
        buyer = shop.entity("buyer", paid.buyer_id)
        buyer.payments[order_id] = paid.told.time_us
        buyer.seen_at = max(buyer.seen_at, paid.told.arrived)
    if paid is not None and paid.visitor_id:
        shop.entity("visitor", paid.visitor_id).orders.add(order_id)


def index_lines(shop: Shop, order_id: str, order: Order) -> None:
    """Orders by item, for promos and costs that are told after the sale; a note for what is under its floor."""
    sales = [sale for sale in (order.created, order.paid) if sale is not None]
    for sale in sales:
        for line in sale.lines:
            known = shop.item_orders.setdefault(line.item_id, {})
            known[order_id] = max(known.get(order_id, 0), sale.told.at)
    if order.first is not None and not is_old_news(order):
        note_lines(shop, order, order.first, surroundings(shop))


def surroundings(shop: Shop) -> Surroundings:
    """What the guard and the promo scope need to know of the shop."""

    def promos_of(line: Line, time_us: int) -> list[str]:
        if line.promo_ids:
            return line.promo_ids
        known = shop.promo_items.get(line.item_id, set()) | shop.promo_items.get("", set())
        return sorted(p for p in known if shop.get("promo", p).covers(line.item_id, time_us))

    def went_live(promo_id: str) -> int | None:
        promo = shop.get("promo", promo_id)
        return None if promo is None else promo.went_live

    def cost_of(item_id: str, sku_id: str | None, time_us: int) -> Cost | None:
        costs = shop.get("cost", item_id)
        return None if costs is None else costs.at(sku_id, time_us)

    return Surroundings(shop.calendar, promos_of, went_live, cost_of)


HEARD = {
    "order.created": hear_order,
    "order.paid": hear_order,
    "order.cancelled": hear_order,
    "order.excluded": hear_order,
    "order.refunded": hear_order,
}
