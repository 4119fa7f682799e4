"""Pre-sale inquiries: who asked, who was answered into a sale, and which agent has the credit."""

from collections.abc import Iterator
from typing import Any

from services.analyzer.contributions.service import inquiries
from services.analyzer.deltas import Contributions
from services.analyzer.entities.buyers import Buyer, Inquiry
from services.analyzer.entities.facts import replaces, told
from services.analyzer.hearing.complaints import complaints_of_buyer, count_complaints
from services.analyzer.hearing.orders import count_orders
from services.analyzer.hearing.service import hear_chat_opened
from services.analyzer.shop import Shop


def hear_inquiry(shop: Shop, event: Any) -> None:
    """An inquiry was opened; after-sale chats are no inquiries (E7)."""
    data = event.data
    hear_chat_opened(shop, event)
    if not data.is_presale:
        return
    buyer: Buyer = shop.entity("buyer", data.buyer_id)
    inquiry = Inquiry(told(event), data.agent_id, data.item_id, data.traffic_source)
    old = buyer.inquiries.get(data.inquiry_id)
    if not replaces(inquiry.told, None if old is None else old.told):
        return
    orders = _credited(shop, buyer, [inquiry, *([old] if old else [])])
    complaints = complaints_of_buyer(shop, data.buyer_id)
    with shop.recount(event, lambda: _counted(shop, data.buyer_id, buyer, orders, complaints)):
        buyer.inquiries[data.inquiry_id] = inquiry
        buyer.seen_at = max(buyer.seen_at, inquiry.told.arrived)


def _counted(
    shop: Shop, buyer_id: str, buyer: Buyer, orders: list[str], complaints: set[str]
) -> Iterator[Contributions]:
    yield inquiries(buyer_id, buyer, shop.calendar, shop.attribution)
    yield from count_complaints(shop, complaints)
    yield from count_orders(shop, orders)


def count_everyone(shop: Shop) -> Iterator[Contributions]:
    """All that hangs on the attribution of inquiries to payments."""
    for buyer_id, buyer in sorted(shop.entities["buyer"].items()):
        if buyer.inquiries:
            yield inquiries(buyer_id, buyer, shop.calendar, shop.attribution)
            yield from count_orders(shop, sorted(buyer.payments))


def _credited(shop: Shop, buyer: Buyer, opened: list[Inquiry]) -> list[str]:
    """The buyer's orders whose agent may change with these inquiries."""
    spans = [(i.told.time_us, i.told.time_us + shop.attribution(i.told.time_us)) for i in opened]
    return sorted(
        order_id
        for order_id, paid in buyer.payments.items()
        if any(first <= paid <= last for first, last in spans)
    )


HEARD = {"inquiry.opened": hear_inquiry}
