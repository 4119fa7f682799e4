"""Data health (metrics.md M13)."""

import json

from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.which import KEYS, fact, same_key
from tests.analyzer.oracle.windows import Window


def over_refund_amount(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Refunds cut off above the paid amount"."""
    return sum(refund.over for refund in shop.refunds if refund.event.at in window)


def conflicting_events(shop: Shop, scope: Scope, window: Window) -> int:
    """ "If contents differ, the lowest (`time`, `id`) wins, and `conflicting_events` counts it" (E2); of an order with
    a payment and a cancellation "paid wins and `conflicting_events` counts it" (E13). On the day of what wins.

    "Equal means equal without `sentat`, `receivedat`, `traceparent` and a corrected `time`".
    """
    found = 0
    for kind in KEYS:
        for candidates in same_key(shop.events, kind).values():
            if {"as_of", "effective_from"} & set(candidates[0].data):
                continue
            told = [
                e for e in candidates if e.data.get("revision", 1) == fact(candidates).data.get("revision", 1)
            ]
            contents = {(event.at, json.dumps(event.data, sort_keys=True)) for event in told}
            found += len(contents) - 1 if fact(candidates).at in window else 0
    both = [order for order in shop.orders if order.paid and order.cancelled]
    return found + sum(order.paid_at in window for order in both)


ANSWERS: dict[str, Formula] = {
    "over_refund_amount": over_refund_amount,
    "conflicting_events": conflicting_events,
}
