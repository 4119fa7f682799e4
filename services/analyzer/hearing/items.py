"""Listings and prices of items (events.md E5)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.deltas import SHOP, scope
from services.analyzer.entities.facts import told
from services.analyzer.entities.items import DELISTED, LISTED, PRICED, Item
from services.analyzer.entities.ledger import Fact
from services.analyzer.shop import Shop
from services.contracts.moments import micros


def hear_listed(shop: Shop, event: Any) -> None:
    """An item went on sale."""
    data = event.data
    said = {
        "price": data.price_minor,
        "category": data.category_id,
        "season": data.season_class,
        "is_new": bool(data.is_new),
        "delist_us": None if data.delist_at is None else micros(data.delist_at),
    }
    _hear(shop, event, LISTED, data.listing_id, said)


def hear_delisted(shop: Shop, event: Any) -> None:
    """An item was taken off sale."""
    _hear(shop, event, DELISTED, event.data.listing_id, {})


def hear_price(shop: Shop, event: Any) -> None:
    """The price of an item, or of one sku of it, was changed."""
    data = event.data
    _hear(shop, event, PRICED, data.change_id, {"price": data.price_minor, "sku": data.sku_id})


def _hear(shop: Shop, event: Any, kind: str, key: str, said: dict[str, Any]) -> None:
    item: Item = shop.entity("item", event.data.item_id)
    telling = told(event)
    old = item.facts.get(f"{kind}:{key}")
    since = telling.at if old is None else min(telling.at, old.told.at)
    if item.hear(kind, key, Fact(telling, said)):
        if kind != PRICED:
            shop.stand(event, "shelf", SHOP, since)
        offered(shop, event, event.data.item_id, since)


def offered(shop: Shop, event: Any, item_id: str, since: int) -> None:
    """What an item is offered at changed as of an epoch second."""
    here = scope(item_id=item_id)
    shop.stand(event, "price", here, since)
    if shop.get("style", item_id) is not None:
        shop.stand(event, "style", here, since)
    if any(listing.said["is_new"] for listing in shop.get("item", item_id).of_kind(LISTED)):
        shop.stand(event, "launch", here, since)


HEARD: dict[str, Callable[[Shop, Any], None]] = {
    "item.delisted": hear_delisted,
    "price.changed": hear_price,
}
