"""Orders: their figures, the source they share with the buyer's other orders of the day, and the promo guard."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from services.analyzer.contributions.guard import add_guarded, guard, is_guarded_alike
from services.analyzer.contributions.sales import Setting, aftermath, sales
from services.analyzer.contributions.service import inquiries
from services.analyzer.contributions.sold import add_sold
from services.analyzer.deltas import Cell, Contributions, difference, together
from services.analyzer.entities.facts import Told, told
from services.analyzer.entities.orders import Order, is_known, tell
from services.analyzer.hearing.activities import belongs_to
from services.analyzer.hearing.attributing import agent_of, attribution, first_of_day, orders_of_day
from services.analyzer.hearing.buyers import count_buyers, spans_around
from services.analyzer.hearing.complaints import complaints_of, count_complaints
from services.analyzer.hearing.lines import index_order, surroundings
from services.analyzer.moments import PULSE, Span
from services.analyzer.shop import Shop
from services.contracts.events.orders import OrderCancelled, OrderCreated, OrderPaid, OrderRefunded

TIE_TEXT = 96  # characters of an order's content that settle a tie of time and id


def hear_order(shop: Shop, event: Any) -> None:
    """An event of an order: everything that hangs on the order is counted anew."""
    order_id = event.data.order_id
    if order_id is None:
        order_id = (
            f"refund:{event.data.refund_id}"  # an unlinked refund is an order of its own without payment
        )
    telling = told(event, TIE_TEXT)
    shop.clock.hear_order(telling.at)
    order = shop.entity("order", order_id)
    if is_known(order, event, telling):
        return
    if isinstance(event, OrderRefunded | OrderCancelled):
        _end(shop, event, order_id, order, telling)
    else:
        _sell(shop, event, order_id, order, telling)
    index_order(shop, order_id, order)


def _end(shop: Shop, event: Any, order_id: str, order: Order, telling: Told) -> None:
    """A refund or a cancellation: it moves nobody, and what was sold stays sold."""
    counted = _refunded if isinstance(event, OrderRefunded) else _cancelled
    before = counted(shop, order_id, order)
    tell(order, event, telling)
    _apply(shop, event, difference(before, counted(shop, order_id, order)))


def _refunded(shop: Shop, order_id: str, order: Order) -> Contributions:
    """What a refund may change."""
    out = aftermath(order_id, order)
    add_sold(out, order)
    return out


def _cancelled(shop: Shop, order_id: str, order: Order) -> Contributions:
    """What a cancellation may change."""
    out = aftermath(order_id, order)
    add_guarded(out, order_id, order, surroundings(shop))
    return out


def _sell(shop: Shop, event: Any, order_id: str, order: Order, telling: Told) -> None:
    heard = event.data if isinstance(event, OrderPaid) else None
    group = group_of(shop, order_id, order, heard, telling)
    buyers = _buyers(order, event.data)
    pays_nothing = isinstance(event, OrderCreated) and order.paid is None
    complaints = complaints_of(shop, "order", order_id)
    bought = spans_around(shop, buyers, _payments(order, heard, telling))
    asked = set() if pays_nothing else buyers
    placed = order_id if _stays_placed(order, heard) else None

    def counted() -> Contributions:
        return together(_counted(shop, group, asked, complaints, bought, placed))

    is_new = pays_nothing and not order.heard_at and not complaints
    before, was = Contributions() if is_new else counted(), copy(order)  # which of its sales there were
    tell(order, event, telling)
    _remember(shop, order_id, order, buyers)
    after = counted()
    if placed is not None and (was.paid is not None or not is_guarded_alike(order, surroundings(shop))):
        before.add(guard(order_id, was, surroundings(shop)))
        after.add(guard(order_id, order, surroundings(shop)))
    _apply(shop, event, difference(before, after))
    if order.paid is not None:
        belongs_to(shop, event, order.paid.activity_id)


def _apply(shop: Shop, event: Any, changes: dict[Cell, int]) -> None:
    """The sign of a visitor that the event itself is, and what else it adds of the moment, may wait to be counted."""
    if changes and shop.gathers():
        shop.is_moved = True
        visitor_id, waiting = getattr(event.data, "visitor_id", None), shop.windows.footfall
        if visitor_id is not None:
            waiting.signs.take(changes, shop.at, visitor_id, shop.offset)
        if shop.gathers(PULSE):
            changes = waiting.takings.take(changes, shop.at, shop.offset)
    shop.apply(changes, event)


def _stays_placed(order: Order, heard: Any) -> bool:
    """Whether the order was placed before it is paid, so that its placing counts as it did."""
    is_sale = order.exclusion is None and heard is not None and not heard.is_brushing
    return is_sale and order.created is not None


def _payments(order: Order, heard: Any, telling: Told) -> list[int]:
    """When the order was paid by what is told so far, and by what is told now; microseconds."""
    told = [] if order.paid is None else [order.paid.told.time_us]
    return told if heard is None else [*told, telling.time_us]


def _counted(
    shop: Shop,
    order_ids: list[str],
    buyers: set[str],
    complaints: set[str],
    bought: dict[str, Span],
    placed: str | None,
) -> Iterator[Contributions]:
    yield from count_orders(shop, order_ids, placed)
    yield from count_buyers(shop, bought)
    yield from count_complaints(shop, complaints)
    for buyer_id in sorted(buyers):
        yield inquiries(buyer_id, shop.entity("buyer", buyer_id), shop.calendar, shop.attribution)


def count_orders(shop: Shop, order_ids: list[str], placed: str | None = None) -> Iterator[Contributions]:
    """What some orders add, each with the attribution that it has now; of one without its placing and the guard."""
    around = surroundings(shop)
    for order_id in order_ids:
        order: Order = shop.get("order", order_id)
        where = attribution(shop, order_id, order)
        setting = Setting(where, agent_of(shop, order), shop.calendar, around.promos_of, around.cost_of)
        out = sales(order_id, order, setting, is_placed=order_id == placed)
        add_sold(out, order)
        if order_id != placed:
            add_guarded(out, order_id, order, around)
        yield out


def _buyers(order: Order, heard: Any) -> set[str]:
    """Whoever has bought the order by any of its tellings."""
    known = {sale.buyer_id for sale in (order.created, order.paid) if sale is not None and sale.buyer_id}
    buyer = getattr(heard, "buyer_id", None)
    return known | ({buyer} if buyer else set())


def group_of(shop: Shop, order_id: str, order: Order, heard: Any, telling: Told) -> list[str]:
    """The order with all orders that may share its source: the buyer's orders of the same paid day."""
    if _is_follower(shop, order_id, order, heard, telling):
        return [order_id]
    group = {order_id}
    if order.paid is not None and order.paid.buyer_id:
        group |= set(orders_of_day(shop, order.paid.buyer_id, order.paid.told.at))
    if heard is not None and heard.buyer_id:
        group |= set(orders_of_day(shop, heard.buyer_id, telling.at))
    return sorted(group)


def _is_follower(shop: Shop, order_id: str, order: Order, heard: Any, telling: Told) -> bool:
    """Whether another order leads the buyer's day before and after, so that the rest of the day stays as it is."""
    if order.paid is not None:
        return heard is None and order.paid.buyer_id is None
    if heard is None or not heard.buyer_id:
        return True
    leader = first_of_day(shop, heard.buyer_id, telling.at)
    return leader is not None and leader < (telling.time_us, order_id)


def _remember(shop: Shop, order_id: str, order: Order, buyers: set[str]) -> None:
    """Keep the buyers' and the visitor's lists of orders true; an excluded order is nobody's."""
    for buyer_id in buyers:
        buyer = shop.entity("buyer", buyer_id)
        buyer.payments.pop(order_id, None)
        buyer.orders.pop(order_id, None)
    if order.first is None or order.exclusion is not None:
        return
    if order.first.buyer_id:
        first = shop.entity("buyer", order.first.buyer_id)
        first.orders[order_id] = order.first.told.time_us
        first.seen_at = max(first.seen_at, order.first.told.arrived)
    paid = order.paid
    if paid is not None and paid.buyer_id:
        buyer = shop.entity("buyer", paid.buyer_id)
        buyer.payments[order_id] = paid.told.time_us
        buyer.seen_at = max(buyer.seen_at, paid.told.arrived)
    if paid is not None and paid.visitor_id:
        shop.entity("visitor", paid.visitor_id).paid(order_id)


HEARD = {
    "order.created": hear_order,
    "order.paid": hear_order,
    "order.cancelled": hear_order,
    "order.excluded": hear_order,
    "order.refunded": hear_order,
}
