"""Data health (metrics.md M13)."""

import json
from collections.abc import Iterator
from datetime import datetime

from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.which import KEYS, Event, fact, same_key
from tests.analyzer.oracle.windows import Window


def over_refund_amount(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Refunds cut off above the paid amount"."""
    return sum(refund.over for refund in shop.refunds if refund.event.at in window)


def conflicting_events(shop: Shop, scope: Scope, window: Window) -> int:
    """ "If contents differ, the lowest (`time`, `id`) wins, and `conflicting_events` counts it" (E2); of an order with
    a payment and a cancellation "paid wins and `conflicting_events` counts it" (E13).

    An excluded order "leaves every metric". On which day a conflict counts is not said: here on that of the fact that
    wins, for an order on that of its creation.
    """
    return sum(at in window for at in conflicts(shop))


def conflicts(shop: Shop) -> Iterator[datetime]:
    """When the facts happened that were told in several ways, once for each other telling."""
    born = {order.id: min(e.at for e in (order.created, order.paid) if e) for order in shop.orders}
    gone = set(shop.all_orders) - set(born)
    for kind in KEYS:
        for told in same_key(shop.events, kind).values():
            data = told[0].data
            order = data.get("order_id") if kind.startswith("order.") else None
            if not {"as_of", "effective_from"} & set(data) and order not in gone:
                at = born.get(order or "", fact(told).at)
                yield from [at] * (ways(told) - 1)
    yield from (born[order.id] for order in shop.orders if order.paid and order.cancelled)


def ways(told: list[Event]) -> int:
    """In how many ways a fact was told; "equal means equal without `sentat`, `receivedat`, `traceparent` and a
    corrected `time`", and of a revised order the highest revision counts."""
    revision = fact(told).data.get("revision", 1)
    newest = [event for event in told if event.data.get("revision", 1) == revision]
    return len({(event.at, json.dumps(event.data, sort_keys=True)) for event in newest})


ANSWERS: dict[str, Formula] = {
    "over_refund_amount": over_refund_amount,
    "conflicting_events": conflicting_events,
}
