"""Pre-sale inquiries: who asked, who was answered into a sale, and which agent has the credit."""

from collections.abc import Callable, Iterator
from typing import Any

from services.analyzer.contributions.chats import chat_figures
from services.analyzer.contributions.service import inquiries
from services.analyzer.deltas import Contributions
from services.analyzer.entities.buyers import Buyer, Inquiry
from services.analyzer.entities.chats import Chat
from services.analyzer.entities.facts import told
from services.analyzer.hearing.complaints import complaints_of, complaints_of_buyer, count_complaints
from services.analyzer.hearing.orders import count_orders
from services.analyzer.shop import Shop


def hear_inquiry(shop: Shop, event: Any) -> None:
    """A chat was opened; only before a sale it is an inquiry of its buyer (E7).

    Told in several ways, the telling that counts decides whose inquiry it is.
    """
    data, telling = event.data, told(event)
    chat: Chat = shop.entity("chat", data.inquiry_id)
    inquiry = Inquiry(telling, data.agent_id, data.item_id, data.traffic_source)
    buyer_id = data.buyer_id if data.is_presale else None
    buyers = sorted({who for who in (buyer_id, chat.buyer_id) if who is not None})
    with shop.recount(event, _counting(shop, data.inquiry_id, chat, buyers, inquiry)):
        earlier = chat.buyer_id
        if chat.open(telling, data.agent_id, buyer_id):
            if earlier is not None:
                shop.entity("buyer", earlier).inquiries.pop(data.inquiry_id, None)
            if buyer_id is not None:
                buyer: Buyer = shop.entity("buyer", buyer_id)
                buyer.inquiries[data.inquiry_id] = inquiry
                buyer.seen_at = max(buyer.seen_at, telling.arrived)


def _counting(
    shop: Shop, inquiry_id: str, chat: Chat, buyers: list[str], inquiry: Inquiry
) -> Callable[[], Iterator[Contributions]]:
    """What counts all that hangs on an inquiry: the chat, its buyers, their orders, complaints about any of them."""
    complaints = set(complaints_of(shop, "chat", inquiry_id))
    orders: set[str] = set()
    for buyer_id in buyers:
        buyer: Buyer = shop.entity("buyer", buyer_id)
        old = buyer.inquiries.get(inquiry_id)
        orders |= set(_credited(shop, buyer, [inquiry, *([old] if old else [])]))
        complaints |= complaints_of_buyer(shop, buyer_id)

    def counted() -> Iterator[Contributions]:
        yield chat_figures(chat, shop.calendar)
        for buyer_id in buyers:
            yield inquiries(buyer_id, shop.entity("buyer", buyer_id), shop.calendar, shop.attribution)
        yield from count_complaints(shop, complaints)
        yield from count_orders(shop, sorted(orders))

    return counted


def count_everyone(shop: Shop) -> Iterator[Contributions]:
    """All that hangs on the attribution of inquiries to payments."""
    for buyer_id, buyer in shop.kept["buyer"].each():
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
