"""What closed visits add to page health (metrics.md M3, M14, M16): in the windows in which they began."""

from collections.abc import Iterable

from services.analyzer.contributions.traffic import visit_class
from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.visitors import Visit, Visitor
from services.analyzer.moments import SECOND, Calendar

PAGES = "v"  # the family
LONG = "dw"


def page_health(visitor: Visitor, visits: Iterable[Visit], calendar: Calendar) -> Contributions:
    """All that the closed ones of some visits of one visitor add."""
    out = Contributions()
    views: dict[tuple[int, Scope], int] = {}
    for visit in visits:
        if visit.is_closed and visit.views:
            day = calendar.day(visit.begun_us // SECOND).start
            for here in _visit(out, day, visitor, visit):
                views[day, here] = views.get((day, here), 0) + len(visit.views)
    for (day, here), count in views.items():
        out.total(PAGES, LONG, day, [here], "guests", 1)
        if count == 1:
            out.total(PAGES, LONG, day, [here], "one_view_guests", 1)
    return out


def _visit(out: Contributions, day: int, visitor: Visitor, visit: Visit) -> list[Scope]:
    """What one visit adds; returns its scopes: shop, source, class, the item that it was entered by."""
    first, who, pages = visit.views[0], visit_class(visitor, visit), len(visit.views)
    source = scope(traffic_source=first.traffic_source)
    scopes = [SHOP, source, scope(visitor_class=who)]
    if first.item_id:
        scopes.append(scope(item_id=first.item_id))
    for end, where in (("", scopes), (f" {who}|{first.traffic_source}", [SHOP])):
        out.total(PAGES, LONG, day, where, f"closed{end}", 1)
        out.total(PAGES, LONG, day, where, f"pages{end}", pages)
        if pages == 1:
            out.total(PAGES, LONG, day, where, f"bounced{end}", 1)
    _dwell(out, day, [SHOP, source], visitor, visit)
    return scopes


def _dwell(out: Contributions, day: int, wide: list[Scope], visitor: Visitor, visit: Visit) -> None:
    """Seconds in use on item pages, by the item; an item page without a heartbeat was there all the same."""
    items: dict[str, int | None] = {}
    for view in visit.views:
        if view.item_id:
            known, more = items.get(view.item_id), visitor.active_seconds(view.view_id)
            items[view.item_id] = known if more is None else (known or 0) + more
    if items:
        out.total(PAGES, LONG, day, wide, "item_visits", 1)
    for item_id, seconds in items.items():
        item = [scope(item_id=item_id)]
        out.total(PAGES, LONG, day, item, "item_visits", 1)
        if seconds is not None:
            out.total(PAGES, LONG, day, [*wide, *item], "active_seconds", seconds)
