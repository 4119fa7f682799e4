"""Stock movements and lead times (events.md E5)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.deltas import scope
from services.analyzer.entities.facts import Told, told
from services.analyzer.entities.stock import Move, Stock, StockDay, drop, move
from services.analyzer.formulas.items import LEAD_TIME
from services.analyzer.hearing.settings import keep
from services.analyzer.moments import SECOND
from services.analyzer.shop import Shop
from services.contracts.moments import micros


def hear_adjusted(shop: Shop, event: Any) -> None:
    """Units came or went; `on_hand`, when given, is what was there after it."""
    data, telling = event.data, told(event)
    day = shop.calendar.day(telling.at).start
    stock: Stock = shop.entity("stock", data.item_id)
    moved_at = _make_room(shop, stock, event, day, telling)
    if moved_at is None:
        return
    moves: StockDay = shop.entity("moves", moves_name(data.item_id, day))
    told_now = Move(telling, data.delta, data.on_hand)
    if move(stock, moves, day, data.sku_id or "", data.adjustment_id, told_now):
        shop.stand(event, "stock", scope(item_id=data.item_id), min(moved_at, telling.at))


def _make_room(shop: Shop, stock: Stock, event: Any, day: int, telling: Told) -> int | None:
    """Take out the same movement where it was told of another day; None when that telling counts.

    Returns the epoch second from which the stock changes.
    """
    since, name = telling.at, event.data.adjustment_id
    for other in {other for days in stock.days.values() for other in days} - {day}:
        moves: StockDay | None = shop.get("moves", moves_name(event.data.item_id, other))
        found = None if moves is None else moves.find(name)
        if moves is None or found is None:
            continue
        if found[1].told.rank <= telling.rank:
            return None
        drop(stock, moves, other, name)
        shop.mark("moves", moves_name(event.data.item_id, other))
        since = min(since, found[1].told.at)
    return since


def moves_name(item_id: str, day: int) -> str:
    """The name under which the movements of an item on a day are kept."""
    return f"{day}|{item_id}"


def hear_lead_time(shop: Shop, event: Any) -> None:
    """How long a supplier takes, and the least number of units an order of ours must have."""
    item_id = event.data.item_id
    stock: Stock | None = shop.get("stock", item_id)
    if not keep(shop, event, f"{LEAD_TIME}|{item_id}") or stock is None:
        return
    since = max(micros(event.data.effective_from), stock.first_us) // SECOND
    if since <= shop.clock.watermark:
        shop.stand(event, "stock", scope(item_id=item_id), since)


HEARD: dict[str, Callable[[Shop, Any], None]] = {
    "stock.adjusted": hear_adjusted,
    LEAD_TIME: hear_lead_time,
}
