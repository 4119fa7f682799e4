"""Sales (metrics.md M1)."""

from tests.analyzer.oracle.orders import Refund
from tests.analyzer.oracle.pooling import pooled
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.sold import chosen, created, money_in, paid
from tests.analyzer.oracle.traffic import item_visitors, visitors
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.windows import Window


def gmv(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum of `amount_minor` of `order.paid` (goods + postage); at item scope sum of line `amount_minor`, no
    postage"."""
    return sum(money_in(shop, order, scope) for order in paid(shop, scope, window))


def orders(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct orders paid"."""
    return len(paid(shop, scope, window))


def units(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum of line `qty` of paid orders"."""
    found = [o.paid for o in paid(shop, scope, window) if o.paid]
    return sum(line.qty for event in found for line in chosen(shop, event, scope))


def buyers(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct buyers (M0) with a paid order"."""
    return len({order.buyer for order in paid(shop, scope, window)})


def identified_buyers(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct `buyer_id` with a paid order"."""
    found = {order.payment.get("buyer_id") for order in paid(shop, scope, window)}
    return len(found - {None})


def orders_created(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Distinct orders created"."""
    return len(created(shop, scope, window))


def payment_rate(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Orders created in the window and ever paid / orders created in the window"."""
    found = created(shop, scope, window)
    return Share(sum(order.paid is not None for order in found), len(found))


def refund_amount(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Sum of `order.refunded` amounts on the refund's day, cut at the paid amount"."""
    return sum(_refunded(refund, scope) for refund in shop.refunds if refund.event.at in window)


def _refunded(refund: Refund, scope: Scope) -> int:
    item = scope.get("item_id")
    return refund.by_item.get(item, 0) if item else refund.counted


def refund_by_order_day(shop: Shop, scope: Scope, window: Window) -> int:
    """ "The same, on the paid day of the order (linked refunds only)"."""
    return sum(
        _refunded(refund, scope)
        for refund in shop.refunds
        if refund.order and refund.order.paid and refund.order.paid_at in window
    )


def net_sales(shop: Shop, scope: Scope, window: Window) -> int:
    """ "`gmv` - `refund_amount` (may be negative)"."""
    return gmv(shop, scope, window) - refund_amount(shop, scope, window)


def refund_rate(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`refund_by_order_day` / `gmv` of the same days"."""
    return Share(refund_by_order_day(shop, scope, window), gmv(shop, scope, window))


def refund_order_rate(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Orders with a refund / paid orders of the same paid days"; of an item "from the refund's `lines` only"."""
    item = scope.get("item_id")
    with_refund = {
        refund.order.id
        for refund in shop.refunds
        if refund.order and (item is None or item in refund.by_item)
    }
    found = paid(shop, scope, window)
    return Share(sum(order.id in with_refund for order in found), len(found))


def value_per_buyer(shop: Shop, scope: Scope, window: Window) -> Share:
    """ "`gmv` / `buyers`"."""
    return pooled(gmv, buyers, shop, scope, window)


def aov_per_order(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`gmv` / `orders`"."""
    return Share(gmv(shop, scope, window), orders(shop, scope, window))


def units_per_order(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`units` / `orders`"."""
    return Share(units(shop, scope, window), orders(shop, scope, window))


def conversion(shop: Shop, scope: Scope, window: Window) -> Share:
    """ "`buyers` / `visitors`"."""
    return pooled(buyers, visitors, shop, scope, window)


def item_conversion(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Item `buyers` / `item_visitors`"."""
    return pooled(buyers, item_visitors, shop, scope, window)


def checkout_rate(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Visitors with a paid order that day / visitors with `checkout.started`"."""
    paying = {order.payment.get("visitor_id") for order in paid(shop, scope, window)} - {None}
    starting = {e.data["visitor_id"] for e in shop.facts("checkout.started") if e.at in window}
    return Share(len(paying), len(starting))


def excluded_orders(shop: Shop, scope: Scope, window: Window) -> int:
    """ "Orders excluded, by reason"; "on the paid day, else the created day" (M16)."""
    gone = [order for order in shop.all_orders.values() if order.exclusion is not None]
    return sum(
        (order.paid or order.creation).at in window
        and scope.get("reason", order.exclusion) == order.exclusion
        for order in gone
    )


ANSWERS: dict[str, Formula] = {
    "gmv": gmv,
    "refund_amount": refund_amount,
    "refund_by_order_day": refund_by_order_day,
    "net_sales": net_sales,
    "refund_rate": refund_rate,
    "refund_order_rate": refund_order_rate,
    "orders_created": orders_created,
    "orders": orders,
    "payment_rate": payment_rate,
    "units": units,
    "buyers": buyers,
    "identified_buyers": identified_buyers,
    "value_per_buyer": value_per_buyer,
    "aov_per_order": aov_per_order,
    "units_per_order": units_per_order,
    "conversion": conversion,
    "item_conversion": item_conversion,
    "checkout_rate": checkout_rate,
    "excluded_orders": excluded_orders,
}
