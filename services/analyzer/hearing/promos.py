"""Promotions and item costs: definitions that may be told after the sales they concern."""

from typing import Any

from services.analyzer.entities.facts import replaces, told
from services.analyzer.entities.promos import Cost, Definition, ItemCosts, Promo, hear_definition
from services.analyzer.hearing.items import offered
from services.analyzer.hearing.lines import orders_of
from services.analyzer.hearing.orders import count_orders
from services.analyzer.moments import SECOND
from services.analyzer.shop import Shop
from services.contracts.moments import micros


def hear_promo(shop: Shop, event: Any) -> None:
    """A promo was published or changed: the sales of its items since its start are counted anew."""
    data = event.data
    promo: Promo = shop.entity("promo", data.promo_id)
    definition = Definition(
        told(event),
        sorted(data.item_ids or ()),
        micros(data.starts_at) // SECOND,
        None if data.ends_at is None else micros(data.ends_at) // SECOND,
        data.price_minor,
    )
    since = min([definition.starts_at, *(d.starts_at for d in promo.definitions.values())])
    items = {item for d in [definition, *promo.definitions.values()] for item in (d.item_ids or [""])}
    orders = orders_of(shop, items, since)
    with shop.recount(event, lambda: count_orders(shop, orders)):
        hear_definition(promo, getattr(data, "change_id", None) or f"published:{data.promo_id}", definition)
        for item in items:
            shop.promo_items.setdefault(item, set()).add(data.promo_id)
    _offered(shop, event, items, since)


def _offered(shop: Shop, event: Any, items: set[str], since: int) -> None:
    for item_id in sorted(shop.entities["item"] if "" in items else items & shop.entities["item"].keys()):
        offered(shop, event, item_id, since)


def hear_withdrawal(shop: Shop, event: Any) -> None:
    """A promo was withdrawn: from then on it covers nothing."""
    promo: Promo = shop.entity("promo", event.data.promo_id)
    telling = told(event)
    if not replaces(telling, promo.withdrawn):
        return
    items = {item for d in promo.definitions.values() for item in (d.item_ids or [""])}
    orders = orders_of(shop, items, telling.at)
    with shop.recount(event, lambda: count_orders(shop, orders)):
        promo.withdrawn = telling
    _offered(shop, event, items, telling.at)


def hear_cost(shop: Shop, event: Any) -> None:
    """What an item costs and may not be sold under, from a moment on."""
    data = event.data
    costs: ItemCosts = shop.entity("cost", data.item_id)
    effective = micros(data.effective_from)
    orders = orders_of(shop, {data.item_id}, effective // SECOND)
    cost = Cost(told(event), effective, data.unit_cost_minor, data.min_price_minor)
    with shop.recount(event, lambda: count_orders(shop, orders)):
        costs.hear(data.sku_id, cost)


HEARD = {
    "promo.published": hear_promo,
    "promo.changed": hear_promo,
    "promo.withdrawn": hear_withdrawal,
    "item.cost.set": hear_cost,
}
