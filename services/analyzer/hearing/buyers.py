"""What a buyer's orders say of customers: which of them change with an event, and how they are counted."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date

from services.analyzer.contributions.customers import Bought, customers
from services.analyzer.deltas import Contributions
from services.analyzer.entities.buyers import Buyer
from services.analyzer.entities.orders import Order
from services.analyzer.hearing.attributing import attribution
from services.analyzer.moments import DAY, SECOND, Span
from services.analyzer.shop import Shop

FOLLOWERS = 2  # payments after a changed one that look back on it
EVER = Span(0, 1 << 40)


def count_buyers(shop: Shop, within: dict[str, Span]) -> Iterator[Contributions]:
    """What the orders of some buyers add, of each those paid within a span of epoch seconds."""
    for buyer_id, span in sorted(within.items()):
        yield customers(buyer_id, list(_bought(shop, buyer_id, span)), shop.calendar)


def spans_around(shop: Shop, buyers: Iterable[str], moments_us: list[int]) -> dict[str, Span]:
    """For each buyer the span of all windows in which payments at these moments, or those after them, may count."""
    return {buyer_id: _around(shop, buyer_id, moments_us) for buyer_id in buyers} if moments_us else {}


def spans_of(shop: Shop, order_ids: Iterable[str]) -> dict[str, Span]:
    """The buyers of some orders with the span of all windows in which these orders may count."""
    found: dict[str, list[int]] = {}
    for order_id in order_ids:
        sale = shop.get("order", order_id).paid
        if sale is not None and sale.buyer_id:
            found.setdefault(sale.buyer_id, []).append(sale.told.time_us)
    return {buyer_id: _windows(shop, moments) for buyer_id, moments in found.items()}


def _around(shop: Shop, buyer_id: str, moments_us: list[int]) -> Span:
    buyer: Buyer | None = shop.get("buyer", buyer_id)
    paid = sorted(buyer.payments.values()) if buyer is not None else []
    later = [paid[index : index + 1 + FOLLOWERS] for us in moments_us for index in [bisect_left(paid, us)]]
    return _windows(shop, [*moments_us, *(us for found in later for us in found)])


def _windows(shop: Shop, moments_us: list[int]) -> Span:
    first, last = (shop.calendar.day(us // SECOND).spans for us in (min(moments_us), max(moments_us)))
    return Span(min(first["w"].start, first["M"].start), max(last["w"].end, last["M"].end))


def _bought(shop: Shop, buyer_id: str, span: Span) -> Iterator[Bought]:
    """The buyer's orders paid within a span, first paid first."""
    buyer: Buyer | None = shop.get("buyer", buyer_id)
    paid = sorted((us, order_id) for order_id, us in buyer.payments.items()) if buyer is not None else []
    joined_us = member_since(shop, buyer_id)
    for place, (us, order_id) in enumerate(paid):
        if not span.start * SECOND <= us < span.end * SECOND:
            continue
        order: Order = shop.get("order", order_id)
        sale = order.paid
        assert sale is not None
        earlier = [before for before, _ in paid[max(0, place - 2) : place]][::-1]
        yield Bought(
            us,
            tuple(_days_between(shop, before, us) for before in earlier),
            _is_new(shop, us, earlier) if sale.is_new_buyer is None else sale.is_new_buyer,
            joined_us is not None and joined_us <= us,
            attribution(shop, order_id, order).traffic_source,
            sale.activity_id,
        )


def _is_new(shop: Shop, us: int, earlier: list[int]) -> bool:
    days = shop.options.new_buyer_days.at(us)
    return not earlier or earlier[0] < us - days * DAY * SECOND


def _days_between(shop: Shop, first_us: int, last_us: int) -> int:
    first, last = (shop.calendar.day(us // SECOND).date for us in (first_us, last_us))
    return _ordinal(last) - _ordinal(first)


def _ordinal(day: date) -> int:
    return day.toordinal()


def member_since(shop: Shop, buyer_id: str) -> int | None:
    """When a buyer joined the first of the member programs, in microseconds; None for who is no member."""
    ledger = shop.get("member", buyer_id)
    return (
        None if ledger is None else min((fact.told.time_us for fact in ledger.facts.values()), default=None)
    )
