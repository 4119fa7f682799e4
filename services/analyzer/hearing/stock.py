"""Stock movements and lead times (events.md E5)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.deltas import scope
from services.analyzer.entities.facts import told
from services.analyzer.entities.ledger import Fact, Ledger
from services.analyzer.shop import Shop


def hear_adjusted(shop: Shop, event: Any) -> None:
    """Units came or went; `on_hand`, when given, is what was there after it."""
    data, telling = event.data, told(event)
    stock: Ledger = shop.entity("stock", data.item_id)
    moved = {"sku": data.sku_id or "", "delta": data.delta, "on_hand": data.on_hand}
    if stock.hear("moved", data.adjustment_id, Fact(telling, moved)):
        shop.stand(event, "stock", scope(item_id=data.item_id), telling.at)


HEARD: dict[str, Callable[[Shop, Any], None]] = {"stock.adjusted": hear_adjusted}
