"""Where a sale came from (metrics.md M0, Traffic source of a sale)."""

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.analyzer.oracle.orders import Order
from tests.analyzer.oracle.visits import Visit
from tests.analyzer.oracle.windows import day_of


class Place(NamedTuple):
    """ "The same rule gives device and visitor class"."""

    source: str
    device: str
    visitor_class: str


def places_of(paid: list[Order], visits: list[Visit], zone: ZoneInfo) -> dict[str, Place]:
    """The place of each paid order.

    "The traffic source of the first visit of that visitor that began on the paid day; without a visitor or such a
    visit, `traffic_source` of the order; else `unknown`. Ties: (`time`, `order_id`). All orders of a buyer on one day
    take the source of the first of them."
    """
    firsts: dict[tuple[str, date], Visit] = {}
    for visit in visits:
        firsts.setdefault((visit.visitor, day_of(visit.began, zone)), visit)
    found: dict[str, Place] = {}
    leaders: dict[tuple[str, date], str] = {}
    for order in sorted(paid, key=lambda order: (order.paid_at, order.id)):
        day = day_of(order.paid_at, zone)
        found[order.id] = _own(order, firsts.get((order.payment.get("visitor_id") or "", day)))
        buyer = order.payment.get("buyer_id")
        if buyer:
            found[order.id] = found[leaders.setdefault((buyer, day), order.id)]
    return found


def _own(order: Order, visit: Visit | None) -> Place:
    if visit is not None:
        return Place(visit.source, visit.device, visit.visitor_class)
    told = order.payment
    return Place(told.get("traffic_source") or "unknown", told.get("device") or "other", "unknown")
