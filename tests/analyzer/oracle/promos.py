"""Promos and floors (events.md E13 `promo`, metrics.md M9)."""

from datetime import datetime
from typing import Any, NamedTuple

from tests.analyzer.oracle.orders import Line
from tests.analyzer.oracle.shop import Shop
from tests.analyzer.oracle.which import moment


class Floor(NamedTuple):
    """Unit cost and floor of a line in minor units, where they are known."""

    cost: int | None
    floor: int | None


def definition(shop: Shop, promo: str, at: datetime) -> dict[str, Any] | None:
    """ "The latest `promo.published` or `promo.changed` by `time`" at a moment."""
    said = [
        event
        for kind in ("promo.published", "promo.changed")
        for event in shop.facts(kind)
        if event.data["promo_id"] == promo and event.at <= at
    ]
    return max(said, key=lambda event: event.order).data if said else None


def is_live(shop: Shop, promo: str, at: datetime) -> bool:
    """ "Planned (now < start) > live > ended (`ends_at` passed); withdrawn beats all from its `time`"."""
    told = definition(shop, promo, at)
    if told is None or at < moment(told["starts_at"]):
        return False
    if told.get("ends_at") and at >= moment(told["ends_at"]):
        return False
    return not any(e.data["promo_id"] == promo and e.at <= at for e in shop.facts("promo.withdrawn"))


def known(shop: Shop) -> list[str]:
    """All promos that the shop ever told of."""
    return sorted({e.data["promo_id"] for e in shop.events if e.type in ("promo.published", "promo.changed")})


def promos_of(shop: Shop, line: Line, at: datetime) -> list[str]:
    """ "A line belongs to the promos in `promo_ids`; without them, to every live promo of its item"."""
    if line.told.get("promo_ids"):
        return list(line.told["promo_ids"])
    return [promo for promo in known(shop) if is_live(shop, promo, at) and _holds(shop, promo, line.item, at)]


def _holds(shop: Shop, promo: str, item: str, at: datetime) -> bool:
    """ "Empty = whole shop"."""
    told = definition(shop, promo, at)
    return told is not None and (not told["item_ids"] or item in told["item_ids"])


def floor_of(shop: Shop, line: Line, at: datetime) -> Floor:
    """ "Floor = max(unit cost, `min_price_minor`) in force"; a cost of the sku goes before the item's."""
    told = {(cost["item_id"], cost.get("sku_id")): cost for cost in shop.settings("item.cost.set", at)}
    cost = told.get((line.item, line.told.get("sku_id"))) or told.get((line.item, None))
    if cost is None:
        return Floor(None, None)
    return Floor(cost["unit_cost_minor"], max(cost["unit_cost_minor"], cost.get("min_price_minor") or 0))
