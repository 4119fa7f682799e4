"""What a complaint is about hangs on its order, its buyer's inquiries and its chat, whenever they are told."""

from collections.abc import Iterator

from services.analyzer.contributions.aftersale import complaint, promise
from services.analyzer.deltas import Contributions
from services.analyzer.entities.ledger import Ledger
from services.analyzer.shop import Shop

NAMED = {"order": "order_id", "buyer": "buyer_id", "chat": "inquiry_id"}


def count_complaints(shop: Shop, names: set[str]) -> Iterator[Contributions]:
    """What some complaints add, each with all that is known of it now."""
    for name in sorted(names):
        case: Ledger = shop.get("aftersale", name)
        for filed in case.of_kind("filed"):
            said = filed.said
            order = shop.get("order", said["order_id"]) if said["order_id"] else None
            buyer_id = said["buyer_id"] or (order.first.buyer_id if order and order.first else None)
            buyer = shop.get("buyer", buyer_id) if buyer_id else None
            chat = shop.get("chat", said["inquiry_id"]) if said["inquiry_id"] else None
            agent = chat.agent_id if chat is not None else None
            yield complaint(filed, promise(filed, agent, buyer, order))


def complaints_of(shop: Shop, kind: str, name: str) -> set[str]:
    """The complaints that name an order, a buyer or a chat."""
    return shop.complaints.get((kind, name), set())


def complaints_of_buyer(shop: Shop, buyer_id: str) -> set[str]:
    """The complaints of a buyer and about the buyer's orders."""
    found = set(complaints_of(shop, "buyer", buyer_id))
    if shop.complaints:
        for order_id in shop.entity("buyer", buyer_id).orders:
            found |= complaints_of(shop, "order", order_id)
    return found


def index_complaint(shop: Shop, name: str, case: Ledger) -> None:
    """Remember what a complaint names."""
    for filed in case.of_kind("filed"):
        for kind, field in NAMED.items():
            if filed.said[field]:
                shop.complaints.setdefault((kind, filed.said[field]), set()).add(name)


def index_complaints(shop: Shop) -> None:
    """Build the index anew from the complaints that are kept."""
    shop.complaints.clear()
    for name, case in shop.entities["aftersale"].items():
        index_complaint(shop, name, case)
