"""Service (metrics.md M7)."""

from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window


def opened(shop: Shop, scope: Scope, window: Window) -> list[Event]:
    """Pre-sale inquiries of a window that lie in a scope."""
    return [event for event in shop.inquiries if event.at in window and _lies_in(event, scope)]


def _lies_in(inquiry: Event, scope: Scope) -> bool:
    told = {**inquiry.data, "traffic_source": inquiry.data.get("traffic_source") or "unknown"}
    return all(told.get(name) == value for name, value in scope.items())


def inquiries(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Pre-sale inquiries opened"."""
    return len(opened(shop, scope, window))


def inquirers(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct `buyer_id` with a pre-sale `inquiry.opened` in the window"."""
    return len({event.data["buyer_id"] for event in opened(shop, scope, window)})


def credited(shop: Shop, window: Window) -> dict[str, Event]:
    """The inquiry that has the credit for each converted inquirer of a window.

    "Converted = that buyer paid any order at t with opened <= t <= opened + attribution hours for at least one of
    those inquiries"; "a buyer is credited once per window: first payment, latest inquiry of the window before it".
    """
    found: dict[str, Event] = {}
    paid = sorted((order for order in shop.orders if order.paid), key=lambda o: (o.paid_at, o.id))
    for order in paid:
        before = [
            event
            for event in opened(shop, {}, window)
            if event.data["buyer_id"] == order.payment.get("buyer_id")
            and event.at <= order.paid_at <= event.at + shop.attribution(event.at)
        ]
        if before:
            found.setdefault(order.buyer, max(before, key=lambda event: event.order))
    return found


def inquiry_buyers(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Converted inquirers", credited "to the agent of the buyer's latest inquiry opened before the payment"."""
    return sum(_lies_in(event, scope) for event in credited(shop, window).values())


def inquiry_conversion(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`inquiry_buyers` / `inquirers`"."""
    return Share(inquiry_buyers(shop, scope, window), inquirers(shop, scope, window))


ANSWERS: dict[str, Formula] = {
    "inquiries": inquiries,
    "inquirers": inquirers,
    "inquiry_buyers": inquiry_buyers,
    "inquiry_conversion": inquiry_conversion,
}
