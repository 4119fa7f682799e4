"""Notes for whoever is paged: price, floor and pace beside the guard's figures (not part of any sum)."""

from typing import Any

from services.analyzer.contributions.guard import Surroundings
from services.analyzer.deltas import Scope, scope
from services.analyzer.entities.orders import Line, Order, Sale
from services.analyzer.entities.promos import Cost
from services.analyzer.moments import utc_text
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop

KEPT = 10_000


def note_lines(shop: Shop, order: Order, first: Sale, around: Surroundings) -> None:
    """Remember the lines below the floor of an order under their promos and items."""
    at = first.told.at
    for line in (order.paid or first).lines:
        cost = None if line.is_gift else around.cost_of(line.item_id, line.sku_id, first.told.time_us)
        if cost is None or line.unit_price >= cost.floor:
            continue
        _note(shop, shop.calendar.day(at).start, scope(item_id=line.item_id), first, line, cost)
        for promo in around.promos_of(line, first.told.time_us):
            start = around.went_live(promo)
            if start is not None and at >= start:
                _note(shop, start, scope(promo_id=promo), first, line, cost)


def _note(shop: Shop, since: int, here: Scope, first: Sale, line: Line, cost: Cost) -> None:
    moment = utc_text(first.told.time_us)
    pulse = shop.calendar.span("p", first.told.at).start
    known = shop.guard_notes.get(PaneKey("g", "t", since, here), {})
    note: dict[str, Any] = {
        "item_id": line.item_id,
        "price_minor": line.unit_price,
        "floor_minor": cost.floor,
        "cost_minor": cost.unit_cost or None,
        "basis": None if cost.unit_cost else "floor",
        "first_order_at": min(moment, known.get("first_order_at", moment)),
        "last_at": max(moment, known.get("last_at", moment)),
    }
    kept = {name: value for name, value in note.items() if value is not None}
    shop.guard_notes[PaneKey("g", "t", since, here)] = kept
    shop.guard_notes[PaneKey("g", "p", pulse, here)] = kept
    if len(shop.guard_notes) > KEPT:
        for old in list(shop.guard_notes)[: KEPT // 10]:
            del shop.guard_notes[old]


def parts_of(shop: Shop, key: PaneKey, here: Scope) -> dict[str, Any] | None:
    """What stands beside a figure of the guard: its note, or what a buyer has ordered."""
    named = dict(here)
    buyer = shop.get("buyer", named["buyer_id"]) if "buyer_id" in named else None
    if buyer is None:
        return shop.guard_notes.get(key)
    lines = [
        (line.amount, first_us, order_id)
        for order_id, first_us in buyer.orders.items()
        if first_us // 1_000_000 >= key.start
        for line in _lines_of(shop, order_id, named)
    ]
    if not lines:
        return None
    return {
        "amount_minor": sum(amount for amount, _, _ in lines),
        "orders": len({order_id for _, _, order_id in lines}),
        "first_order_at": utc_text(min(first_us for _, first_us, _ in lines)),
        "last_order_at": utc_text(max(first_us for _, first_us, _ in lines)),
    }


def _lines_of(shop: Shop, order_id: str, named: dict[str, str]) -> list[Line]:
    order: Order = shop.get("order", order_id)
    sale = order.paid or order.first
    assert sale is not None
    if "item_id" in named:
        return [line for line in sale.lines if line.item_id == named["item_id"]]
    return [line for line in sale.lines if named["promo_id"] in (line.promo_ids or [named["promo_id"]])]
