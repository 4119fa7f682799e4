"""One order: created, paid, cancelled, excluded, refunded; its state is a function of the set of its events (E13)."""

import msgspec

from services.analyzer.entities.facts import Told, is_repeat, replaces
from services.contracts.events.orders import (
    OrderCancelled,
    OrderCreated,
    OrderExcluded,
    OrderPaid,
    OrderRefunded,
)
from services.contracts.identity import keyword_form


class Line(msgspec.Struct, array_like=True, gc=False):
    """One order line; money in minor units."""

    item_id: str
    sku_id: str | None
    qty: int
    unit_price: int
    amount: int
    promo_ids: list[str]
    is_gift: bool


class Sale(msgspec.Struct, array_like=True, gc=False):
    """What `order.created` or `order.paid` said."""

    told: Told
    buyer_id: str | None
    visitor_id: str | None
    amount: int
    amount_unknown: bool
    postage: int
    lines: list[Line]
    traffic_source: str | None
    keyword: str | None
    device: str | None
    activity_id: str | None
    agent_id: str | None
    is_brushing: bool
    is_new_buyer: bool | None = None


class Refund(msgspec.Struct, array_like=True, gc=False):
    """What `order.refunded` said; lines as (item, amount)."""

    told: Told
    amount: int
    lines: list[tuple[str, int]]


class Order(msgspec.Struct, gc=False):
    """All that is known of one order."""

    created: Sale | None = None
    paid: Sale | None = None
    cancelled: Told | None = None
    excluded: dict[str, Told] = {}
    refunds: dict[str, Refund] = {}
    heard_at: int = 0  # arrival of its latest event, epoch second
    variants: dict[str, list[int]] = {}  # what was told in different ways: digests, by the fact

    @property
    def conflicts(self) -> int:
        """How many events say something else than the one of the same fact that counts (E2), and E13 `order`."""
        told_otherwise = sum(len(digests) - 1 for digests in self.variants.values())
        return told_otherwise + int(self.cancelled is not None and self.paid is not None)

    @property
    def first(self) -> Sale | None:
        """The telling that dates the order: created and paid, whichever was earlier."""
        created, paid = self.created, self.paid
        if created is None or paid is None:
            return created or paid
        return created if created.told.time_us <= paid.told.time_us else paid

    @property
    def exclusion(self) -> str | None:
        """Why the order is no sale, or None; brushing leads (M16)."""
        created, paid = self.created, self.paid
        if (created is not None and created.is_brushing) or (paid is not None and paid.is_brushing):
            return "brushing"
        if not self.excluded:
            return None
        return "brushing" if "brushing" in self.excluded else min(self.excluded)

    @property
    def is_cancelled(self) -> bool:
        """Ended without payment; a payment beats the cancellation."""
        return self.cancelled is not None and self.paid is None

    @property
    def is_refunded(self) -> bool:
        """Refunded in full: what went back is no less than what was paid (E13)."""
        if self.paid is None or self.paid.amount_unknown or not self.refunds:
            return False
        return sum(refund.amount for refund in self.refunds.values()) >= self.paid.amount

    def ordered_refunds(self) -> list[tuple[str, Refund]]:
        """Refunds in the order in which they are cut at the paid amount: (time, refund_id)."""
        return sorted(self.refunds.items(), key=lambda entry: (entry[1].told.time_us, entry[0]))


def sale_of(event: OrderCreated | OrderPaid, telling: Told) -> Sale:
    """The sale that an event told, with lines scaled where they do not add up (M16 scaled lines)."""
    data = event.data
    postage = data.postage_minor or 0
    lines = [
        Line(
            line.item_id,
            line.sku_id,
            line.qty,
            line.unit_price_minor,
            line.amount_minor,
            sorted(line.promo_ids or ()),
            bool(line.is_gift),
        )
        for line in data.lines or ()
    ]
    if lines and not data.amount_unknown:
        _scale(lines, max(0, data.amount_minor - postage))
    return Sale(
        telling,
        data.buyer_id,
        data.visitor_id,
        data.amount_minor,
        bool(data.amount_unknown),
        postage,
        lines,
        data.traffic_source,
        keyword_form(data.keyword) if data.keyword else None,
        data.device,
        getattr(data, "activity_id", None),
        getattr(data, "agent_id", None),
        bool(data.is_brushing),
        getattr(data, "is_new_buyer", None),
    )


def _scale(lines: list[Line], goods: int) -> None:
    """Make line amounts add up to the goods amount: floor(S_k x goods / sum) - floor(S_(k-1) x goods / sum)."""
    total = sum(line.amount for line in lines)
    if total in (goods, 0):
        return
    running = given = 0
    for line in lines:
        running += line.amount
        share = running * goods // total
        line.amount, given = share - given, share


def refund_of(event: OrderRefunded, telling: Told) -> Refund:
    """The refund that an event told."""
    lines = [(line.item_id, line.amount_minor) for line in event.data.lines or ()]
    return Refund(telling, event.data.amount_minor, lines)


def tell(order: Order, event: object, telling: Told) -> bool:
    """Let an order hear one of its events; True when what counts has changed."""
    order.heard_at = max(order.heard_at, telling.arrived)
    match event:
        case OrderCreated():
            return _hear_sale(order, "created", event, telling)
        case OrderPaid():
            return _hear_sale(order, "paid", event, telling)
        case OrderCancelled():
            if wins := _wins(order, "cancelled", telling, order.cancelled):
                order.cancelled = telling
            return wins
        case OrderExcluded():
            reason = event.data.reason
            if wins := replaces(telling, order.excluded.get(reason)):
                order.excluded[reason] = telling
            return wins
        case OrderRefunded():
            old = order.refunds.get(event.data.refund_id)
            if wins := _wins(order, event.data.refund_id, telling, None if old is None else old.told):
                order.refunds[event.data.refund_id] = refund_of(event, telling)
            return wins
    return False


def is_known(order: Order, event: object, telling: Told) -> bool:
    """Whether the order has heard exactly this already."""
    match event:
        case OrderCreated() | OrderPaid():
            sale = order.created if isinstance(event, OrderCreated) else order.paid
            return sale is not None and is_repeat(telling, sale.told)
        case OrderRefunded():
            refund = order.refunds.get(event.data.refund_id)
            return refund is not None and is_repeat(telling, refund.told)
    return False


def _hear_sale(order: Order, name: str, event: OrderCreated | OrderPaid, telling: Told) -> bool:
    old: Sale | None = getattr(order, name)
    wins = _wins(order, name, telling, None if old is None else old.told)
    if wins:
        setattr(order, name, sale_of(event, telling))
    return wins


def _wins(order: Order, fact: str, new: Told, old: Told | None) -> bool:
    """Whether a telling takes the place of the one that counts; what was told otherwise is remembered."""
    if old is not None and new.revision > old.revision:
        order.variants.pop(fact, None)
    elif old is not None and new.revision == old.revision and new.content != old.content:
        known = order.variants.setdefault(fact, [old.content])
        if new.content not in known:
            known.append(new.content)
    return replaces(new, old)
