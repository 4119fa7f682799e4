"""Which orders and lines lie in a scope (metrics.md M0, M16)."""

from tests.analyzer.oracle import promos
from tests.analyzer.oracle.orders import Line, Order, lines_of
from tests.analyzer.oracle.shop import Scope, Shop
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window
from tests.analyzer.oracle.words import same_word


def paid(shop: Shop, scope: Scope, window: Window) -> list[Order]:
    """ "A paid order belongs to the day of its `order.paid` time"."""
    return [order for order in shop.paid_in(window) if holds(shop, order, scope)]


def holds(shop: Shop, order: Order, scope: Scope) -> bool:
    """Whether a paid order lies in a scope."""
    assert order.paid is not None
    place = shop.places[order.id]
    told = {
        "traffic_source": place.source,
        "device": place.device,
        "visitor_class": place.visitor_class,
        "activity_id": order.payment.get("activity_id"),
        "agent_id": agent_of(shop, order) if "agent_id" in scope else None,
        "keyword": same_word(order.payment.get("keyword")),
    }
    if by_lines(scope) and not chosen(shop, order.paid, scope):
        return False
    return all(told[name] == value for name, value in scope.items() if name in told)


def agent_of(shop: Shop, order: Order) -> str | None:
    """ "Its `agent_id`, else that of the buyer's latest pre-sale inquiry at most `attribution_hours` before the
    payment" (M16)."""
    if order.payment.get("agent_id"):
        return str(order.payment["agent_id"])
    before = [
        event
        for event in shop.inquiries
        if event.data["buyer_id"] == order.payment.get("buyer_id")
        and event.at <= order.paid_at <= event.at + shop.attribution(event.at)
    ]
    return max(before, key=lambda event: event.order).data.get("agent_id") if before else None


def chosen(shop: Shop, event: Event, scope: Scope) -> list[Line]:
    """The lines of an order's event that lie in an item or promo (M16: "lines by the rule of M9 at the time of the
    event")."""
    lines = lines_of(event.data)
    if "item_id" in scope:
        lines = [line for line in lines if line.item == scope["item_id"]]
    if "promo_id" in scope:
        lines = [line for line in lines if scope["promo_id"] in promos.promos_of(shop, line, event.at)]
    return lines


def by_lines(scope: Scope) -> bool:
    return bool({"item_id", "promo_id"} & set(scope))


def created(shop: Shop, scope: Scope, window: Window) -> list[Order]:
    """ "A created order [belongs] to the day of `order.created`"."""
    found = [order for order in shop.orders if order.creation.at in window]
    return [o for o in found if not by_lines(scope) or chosen(shop, o.creation, scope)]


def money_in(shop: Shop, order: Order, scope: Scope) -> int:
    assert order.paid is not None
    return sum(line.amount for line in chosen(shop, order.paid, scope)) if by_lines(scope) else order.amount
