"""Categories of items, as far as the visitors of their pages are counted under them (metrics.md M2)."""

from collections.abc import Callable, Iterator
from typing import Any

from services.analyzer.clock import BEHAVIOUR_REACH, KEEP
from services.analyzer.contributions.audiences import CategoryOf, audience, category_at
from services.analyzer.deltas import Contributions, scope
from services.analyzer.entities.visitors import Visitor
from services.analyzer.hearing.items import hear_listed
from services.analyzer.moments import HOUR, MINUTE, SECOND
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop
from services.contracts.moments import micros

AHEAD = 300  # seconds by which a moment may lie after its arrival (events.md E2)


def category_of(shop: Shop) -> CategoryOf:
    """The category of an item at a moment, as the shop listed it."""
    return lambda item_id, at: category_at(shop.get("item", item_id), at)


def hear_categorised(shop: Shop, event: Any) -> None:
    """An item was listed: the visitors who have seen it since are told apart from those before.

    Told late, it moves the visitors of days that page views still reach, too (events.md E2).
    """
    item_id = event.data.item_id
    shop.windows.footfall.pour(shop.windows)
    if not _is_seen(shop, item_id, micros(event.time) // SECOND):
        hear_listed(shop, event)
        return
    reached = shop.calendar.day(shop.arrival(event).at - BEHAVIOUR_REACH - 1).start
    with shop.recount(event, lambda: _audience(shop, item_id, reached)):
        hear_listed(shop, event)


def _is_seen(shop: Shop, item_id: str, since: int) -> bool:
    """Whether anybody saw an item since the beginning of a minute."""
    last = max(shop.clock.watermark, shop.clock.arrived) + AHEAD
    kind, step = ("m", MINUTE) if last - since < KEEP["m"] else ("h", HOUR)
    here = scope(item_id=item_id)
    starts = range(shop.calendar.span(kind, since).start, last + 1, step)
    return any(shop.windows.book.get(PaneKey("s", kind, start, here)) is not None for start in starts)


def _audience(shop: Shop, item_id: str, since: int) -> Iterator[Contributions]:
    visitor: Visitor
    for visitor_id, visitor in shop.kept["visitor"].naming(item_id):
        yield audience(visitor_id, visitor, category_of(shop), item_id, since)


HEARD: dict[str, Callable[[Shop, Any], None]] = {"item.listed": hear_categorised}
