"""What is not stored because it follows from what is: indexes, schedules and notes after a restore."""

from services.analyzer.deltas import SHOP
from services.analyzer.due import Due
from services.analyzer.entities.promos import Promo
from services.analyzer.hearing.complaints import index_complaints
from services.analyzer.hearing.lines import remember_orders
from services.analyzer.hearing.pages import await_closes, remember_closed
from services.analyzer.hearing.ranks import index_ranks
from services.analyzer.options import Options
from services.analyzer.shop import Shop


def remember_again(shop: Shop, tick: int) -> None:
    """Build everything that follows from the restored items."""
    promo: Promo
    for promo_id, promo in shop.entities["promo"].items():
        for item in {item for d in promo.definitions.values() for item in (d.item_ids or [""])}:
            shop.promo_items.setdefault(item, set()).add(promo_id)
    shop.obey(Options(shop.get("setting", "shop.configured")))
    remember_orders(shop)
    shop.clock.hear_tick(tick)
    remember_closed(shop)
    index_persons(shop)
    index_ranks(shop)
    windows = shop.windows
    windows.delays = shop.about.delays
    windows.due = Due()
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
    await_closes(shop)
