"""What an order adds to the shop's hours item by item: money, orders, and the units that no refund took back whole."""

from services.analyzer.deltas import SHOP, Contributions
from services.analyzer.entities.orders import Order

FAMILY, HOURLY = "sold", "h"
GMV, ORDERS, KEPT = "gmv", "orders", "kept"


def add_sold(out: Contributions, order: Order) -> None:
    """What a paid order adds; nothing when it is no sale."""
    sale = order.paid
    if sale is None or order.exclusion is not None:
        return
    at, is_refunded = sale.told.at, order.is_refunded
    for item_id in {line.item_id for line in sale.lines}:
        out.total(FAMILY, HOURLY, at, [SHOP], f"{ORDERS}:{item_id}", 1)
    for line in sale.lines:
        if not sale.amount_unknown:
            out.total(FAMILY, HOURLY, at, [SHOP], f"{GMV}:{line.item_id}", line.amount)
        if not is_refunded:
            out.total(FAMILY, HOURLY, at, [SHOP], f"{KEPT}:{line.item_id}", line.qty)
