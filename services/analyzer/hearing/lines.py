"""Orders by what is in their lines, for promos and costs told after the sale; notes of what is under its floor."""

import msgspec

from services.analyzer.contributions.guard import Surroundings, is_old_news
from services.analyzer.entities.orders import Line, Order
from services.analyzer.entities.promos import Cost
from services.analyzer.hearing.notes import note_lines
from services.analyzer.shop import Shop


class _Variants(msgspec.Struct, gc=False):
    """What of a packed order says whether it was told in different ways."""

    variants: dict[str, msgspec.Raw] = {}


def index_order(shop: Shop, order_id: str, order: Order) -> None:
    """An order has changed: what is looked up by its lines, and how often it was told otherwise."""
    if shop.item_orders is not None:
        _index(shop.item_orders, order_id, order)
    _count_conflicts(shop, order_id, order)
    note(shop, order)


def remember_orders(shop: Shop) -> None:
    """After a restore: the same for all orders; who has which item is found out when it is asked for."""
    orders = shop.kept["order"]
    for order_id, seen in orders.glimpse(_Variants):
        if seen.variants:
            _count_conflicts(shop, order_id, orders[order_id])
    if shop.entities["cost"]:
        for _, order in orders.each():
            note(shop, order)


def forget_order(shop: Shop, order_id: str, order: Order) -> None:
    """An order has no identity any more."""
    shop.conflicting.pop(order_id, None)
    for sale in (order.created, order.paid):
        for line in () if sale is None else sale.lines:
            (shop.item_orders or {}).get(line.item_id, {}).pop(order_id, None)


def orders_of(shop: Shop, items: set[str], since: int) -> list[str]:
    """Recent orders with a line of one of the items; an empty item id stands for the whole shop."""
    known = _by_item(shop)
    named = known if "" in items else {item: known.get(item, {}) for item in items}
    return sorted({order_id for orders in named.values() for order_id, at in orders.items() if at >= since})


def _by_item(shop: Shop) -> dict[str, dict[str, int]]:
    """Orders by item with the latest of their moments, built when they are asked for the first time."""
    if shop.item_orders is None:
        shop.item_orders = {}
        for order_id, order in shop.kept["order"].each():
            _index(shop.item_orders, order_id, order)
    return shop.item_orders


def _index(by_item: dict[str, dict[str, int]], order_id: str, order: Order) -> None:
    for sale in (order.created, order.paid):
        if sale is None:
            continue
        for line in sale.lines:
            known = by_item.setdefault(line.item_id, {})
            known[order_id] = max(known.get(order_id, 0), sale.told.at)


def _count_conflicts(shop: Shop, order_id: str, order: Order) -> None:
    if order.variants:
        shop.conflicting[order_id] = order.conflicts
    else:
        shop.conflicting.pop(order_id, None)


def note(shop: Shop, order: Order) -> None:
    """Remember what of an order is under its floor, while that is news."""
    if order.first is None or not shop.entities["cost"]:
        return
    if not is_old_news(order, shop.options.old_news.at):
        note_lines(shop, order, order.first, surroundings(shop))


def surroundings(shop: Shop) -> Surroundings:
    """What the guard and the promo scope need to know of the shop, as long as its options stay as they are."""
    known = shop.around
    if known is None or known[0] is not shop.options:
        known = shop.around = (shop.options, _surroundings(shop))
    around: Surroundings = known[1]
    return around


def _surroundings(shop: Shop) -> Surroundings:
    def promos_of(line: Line, time_us: int) -> list[str]:
        if line.promo_ids or not shop.promo_items:
            return line.promo_ids
        known = shop.promo_items.get(line.item_id, set()) | shop.promo_items.get("", set())
        return sorted(p for p in known if shop.get("promo", p).covers(line.item_id, time_us))

    def went_live(promo_id: str) -> int | None:
        promo = shop.get("promo", promo_id)
        return None if promo is None else promo.went_live

    def cost_of(item_id: str, sku_id: str | None, time_us: int) -> Cost | None:
        costs = shop.get("cost", item_id)
        return None if costs is None else costs.at(sku_id, time_us)

    return Surroundings(shop.calendar, promos_of, went_live, cost_of, shop.options.old_news.at)
