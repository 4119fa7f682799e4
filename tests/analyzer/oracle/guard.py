"""The promo guard (metrics.md M9), for pulses."""

from typing import NamedTuple

from tests.analyzer.oracle import promos
from tests.analyzer.oracle.orders import Line, Order, lines_of
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.which import Event, moment
from tests.analyzer.oracle.windows import Window


class Sold(NamedTuple):
    """A line of an order at the moment at which the guard counts it."""

    order: Order
    told: Event
    line: Line


def sold(shop: Shop, scope: Scope, window: Window) -> list[Sold]:
    """ "Each order counts once, at the earlier of created and paid"; "figures count lines at or after `starts_at`"; a
    payment "repeats the lines, so it can be read alone" (E4)."""
    found = []
    for order in shop.orders:
        told = min((e for e in (order.created, order.paid) if e), key=lambda event: event.at)
        if told.at in window:
            found += [Sold(order, told, line) for line in lines_of((order.paid or told).data)]
    return [entry for entry in found if _lies_in(shop, entry, scope)]


def _lies_in(shop: Shop, entry: Sold, scope: Scope) -> bool:
    if scope.get("item_id", entry.line.item) != entry.line.item:
        return False
    promo = scope.get("promo_id")
    if promo is None:
        return True
    told = promos.definition(shop, promo, entry.told.at)
    has_begun = told is not None and entry.told.at >= moment(told["starts_at"])
    return has_begun and promo in promos.promos_of(shop, entry.line, entry.told.at)


def promo_orders(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct orders"."""
    return len({entry.order.id for entry in sold(shop, scope, window)})


def promo_units(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum of qty"."""
    return sum(entry.line.qty for entry in sold(shop, scope, window))


def below(shop: Shop, scope: Scope, window: Window) -> list[Sold]:
    """ "Lines with `unit_price_minor` < floor"; "gifts are skipped"."""
    return [
        entry
        for entry in sold(shop, scope, window)
        if not entry.line.told.get("is_gift")
        and entry.line.unit_price < (promos.floor_of(shop, entry.line, entry.told.at).floor or 0)
    ]


def below_floor_orders(shop: Shop, scope: Scope, window: Window) -> int:
    return len({entry.order.id for entry in below(shop, scope, window)})


def below_floor_units(shop: Shop, scope: Scope, window: Window) -> int:
    return sum(entry.line.qty for entry in below(shop, scope, window))


def promo_loss(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum of qty x max(0, unit cost - unit price) of paid lines"."""
    return sum(
        entry.line.qty * max(0, cost - entry.line.unit_price)
        for entry in sold(shop, scope, window)
        if entry.order.paid
        and not entry.line.told.get("is_gift")
        and (cost := promos.floor_of(shop, entry.line, entry.told.at).cost) is not None
    )


ANSWERS: dict[str, Formula] = {
    "promo_loss": promo_loss,
    "promo_orders": promo_orders,
    "promo_units": promo_units,
    "below_floor_orders": below_floor_orders,
    "below_floor_units": below_floor_units,
}
