"""Whom the pages of a category and of an activity reach (metrics.md M2 visitors, scopes C and Y)."""

from collections.abc import Callable

from services.analyzer.deltas import Contributions, Scope, scope
from services.analyzer.entities.items import Item
from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.visits import View
from services.analyzer.moments import MINUTE, SECOND

FINE = "mhd"
CategoryOf = Callable[[str, int], str | None]


def category_at(item: Item | None, at: int) -> str | None:
    """The category that an item was listed in last, by the end of the minute that holds an epoch second."""
    listing = None if item is None else item.listing((at - at % MINUTE + MINUTE) * SECOND - 1)
    return None if listing is None else listing.said["category"]


def audiences(view: View, category_of: CategoryOf) -> list[Scope]:
    """The activity that led to a page view, and the category of the item that it shows."""
    scopes: list[Scope] = [] if view.activity_id is None else [scope(activity_id=view.activity_id)]
    category = None if view.item_id is None else category_of(view.item_id, view.told.at)
    if category is not None:
        scopes.append(scope(category_id=category))
    return scopes


def add_audience(out: Contributions, visitor_id: str, view: View, category_of: CategoryOf) -> None:
    """What one page view adds under them."""
    out.distinct("s", FINE, view.told.at, audiences(view, category_of), "viewers", visitor_id)


def audience(
    visitor_id: str, visitor: Visitor, category_of: CategoryOf, item_id: str = "", since: int = 0
) -> Contributions:
    """The same for all page views of a visitor, or for those of one item from an epoch second on."""
    out = Contributions()
    for visit in visitor.visits:
        for view in visit.views:
            if item_id in ("", view.item_id) and view.told.at >= since:
                add_audience(out, visitor_id, view, category_of)
    return out
