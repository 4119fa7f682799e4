"""To whom a sale is attributed: traffic source, device and class (metrics.md M0), and the agent (M16)."""

from services.analyzer.contributions.sales import Attribution
from services.analyzer.contributions.traffic import visit_class
from services.analyzer.entities.orders import Order, Sale
from services.analyzer.moments import SECOND
from services.analyzer.shop import Shop


def first_of_day(shop: Shop, buyer_id: str, at: int) -> tuple[int, str] | None:
    """When a buyer's first paid order of a day was paid, and which one it is."""
    buyer = shop.get("buyer", buyer_id)
    if buyer is None or not buyer.payments:
        return None
    start, end = shop.calendar.day(at).spans["d"]
    first_us, last_us = start * SECOND, end * SECOND
    paid = [(us, o) for o, us in buyer.payments.items() if first_us <= us < last_us]
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
        if visit is not None and visit.number:
            first = visit.first
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
