"""What is not stored because it follows from what is: indexes, schedules and notes after a restore."""

from services.analyzer.deltas import SHOP
from services.analyzer.entities.orders import Order
from services.analyzer.entities.promos import Promo
from services.analyzer.entities.visitors import Visitor
from services.analyzer.hearing.complaints import index_complaints
from services.analyzer.hearing.orders import index_lines
from services.analyzer.hearing.pages import await_close, remember_closed
from services.analyzer.shop import Shop


def remember_again(shop: Shop, tick: int) -> None:
    """Build everything that follows from the restored items."""
    promo: Promo
    order: Order
    for promo_id, promo in shop.entities["promo"].items():
        for item in {item for d in promo.definitions.values() for item in (d.item_ids or [""])}:
            shop.promo_items.setdefault(item, set()).add(promo_id)
    for order_id, order in sorted(shop.entities["order"].items()):
        index_lines(shop, order_id, order)
    shop.clock.hear_tick(tick)
    remember_closed(shop)
    index_persons(shop)
    windows = shop.windows
    windows.delays = shop.about.delays
    for pane in windows.book.running():
        if pane.key.kind != "t":
            windows.resume(pane.key, pane)
        if not pane.is_closed:
            windows.changed.add(pane.key)
    windows.days = sorted(
        start
        for (family, kind, start), scopes in windows.book.windows.items()
        if (family, kind) == ("s", "d") and SHOP in scopes
    )


def index_persons(shop: Shop) -> None:
    """Build anew what names buyers and visitors."""
    index_complaints(shop)
    visitor: Visitor
    shop.open_visits.clear()
    for visitor_id, visitor in sorted(shop.entities["visitor"].items()):
        if still := [visit.last_us for visit in visitor.visits if visit.views and not visit.is_closed]:
            await_close(shop, visitor_id, min(still))
