"""Orders and refunds (events.md E4, E13)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from tests.analyzer.oracle.which import Event, facts


class Line(NamedTuple):
    """A line of an order; `amount` is what item figures use, in minor units."""

    item: str
    qty: int
    amount: int
    unit_price: int
    told: dict[str, Any]


@dataclass
class Order:
    """All that is known of one order."""

    id: str
    created: Event | None
    paid: Event | None
    cancelled: Event | None
    exclusion: str | None

    @property
    def payment(self) -> dict[str, Any]:
        return self.paid.data if self.paid else {}

    @property
    def paid_at(self) -> datetime:
        assert self.paid is not None
        return self.paid.at

    @property
    def creation(self) -> Event:
        """ "A payment without `order.created` counts as created at its own time"."""
        found = self.created or self.paid
        assert found is not None
        return found

    @property
    def is_known(self) -> bool:
        """ "`amount_unknown`: counts as order, buyer and units, in no money figure"."""
        return not self.payment.get("amount_unknown")

    @property
    def amount(self) -> int:
        """What was paid, goods and postage, in minor units; 0 of an unknown amount."""
        return int(self.payment["amount_minor"]) if self.is_known else 0

    @property
    def buyer(self) -> str:
        """ "An order without one counts as one buyer of its own"."""
        return self.payment.get("buyer_id") or f"(order {self.id})"


def lines_of(data: dict[str, Any]) -> list[Line]:
    """The lines as item figures take them (E4 `lines_mismatch`, M16 Scaled lines).

    "Item figures use the lines' quantities and, scaled to the order's goods amount, their amounts", "line k =
    floor(S_k x goods / sum) - floor(S_(k-1) x goods / sum), S the running sum".
    """
    told = data.get("lines") or []
    total = sum(line["amount_minor"] for line in told)
    goods = data["amount_minor"] - (data.get("postage_minor") or 0)
    running, found = 0, []
    for line in told:
        before, running = running, running + line["amount_minor"]
        amount = line["amount_minor"]
        if data.get("amount_unknown"):
            amount = 0
        elif total != goods and total:
            amount = running * goods // total - before * goods // total
        found.append(Line(line["item_id"], line["qty"], amount, line["unit_price_minor"], line))
    return found


def read_orders(events: Iterable[Event]) -> dict[str, Order]:
    """Every order that was created or paid, by its id."""
    events = list(events)
    told = {
        kind: {event.data["order_id"]: event for event in facts(events, f"order.{kind}").values()}
        for kind in ("created", "paid", "cancelled", "excluded")
    }
    found = {}
    for order in sorted({*told["created"], *told["paid"]}):
        created, paid, cancelled = (told[kind].get(order) for kind in ("created", "paid", "cancelled"))
        reason = exclusion_of(created, paid, told["excluded"].get(order))
        found[order] = Order(order, created, paid, cancelled, reason)
    return found


def exclusion_of(created: Event | None, paid: Event | None, excluded: Event | None) -> str | None:
    """ "The same holds when `is_brushing` is true"; "reason `brushing` wins"."""
    if any(event is not None and event.data.get("is_brushing") for event in (created, paid)):
        return "brushing"
    return str(excluded.data["reason"]) if excluded is not None else None


class Refund(NamedTuple):
    """Money that went back: what counts of it, what was cut off, and what counts of it by item."""

    event: Event
    order: Order | None
    counted: int
    over: int
    by_item: dict[str, int]


def read_refunds(events: list[Event], orders: dict[str, Order]) -> list[Refund]:
    """The refunds of orders that are sales, and unlinked ones.

    "Refunds beyond the paid amount are cut off in the order (`time`, `refund_id`)"; "with an `order_id` whose
    `order.paid` is not known it is booked at once on its own day"; of an unknown amount nothing can be cut.
    """
    left: dict[str, int] = {o.id: o.amount for o in orders.values() if o.paid and o.is_known}
    found = []
    for event in sorted(events, key=lambda event: (event.at, event.data["refund_id"])):
        order = orders.get(event.data.get("order_id") or "")
        if order is not None and order.exclusion is not None:
            continue
        amount = event.data["amount_minor"]
        counted = min(amount, left.get(order.id, amount)) if order else amount
        if order is not None and order.id in left:
            left[order.id] -= counted
        found.append(Refund(event, order, counted, amount - counted, by_item(event, amount - counted)))
    return found


def by_item(event: Event, over: int) -> dict[str, int]:
    """ "From the refund's `lines` only; the cut at the paid amount takes from its last lines first"."""
    found: dict[str, int] = defaultdict(int)
    for line in reversed(event.data.get("lines") or []):
        cut = min(over, line["amount_minor"])
        over -= cut
        found[line["item_id"]] += line["amount_minor"] - cut
    return found
