"""Options told after what they concern: it is counted anew, so that figures do not depend on what came first."""

from typing import Any

from services.analyzer.deltas import Contributions, difference
from services.analyzer.entities.grouping import group
from services.analyzer.entities.seen import Seen
from services.analyzer.entities.visitors import Visitor
from services.analyzer.hearing.pages import await_close, still_open
from services.analyzer.hearing.visitors import counted, days_of
from services.analyzer.options import Options
from services.analyzer.shop import Shop, arrival_of


def obey(shop: Shop, event: Any, options: Options) -> None:
    """Take over the product's defaults as the shop has changed them with a setting."""
    before = shop.options
    shop.obey(options)
    since = options.visits.differs_from(before.visits)
    if since is not None:
        _regroup(shop, event, since)


def _regroup(shop: Shop, event: Any, since_us: int) -> None:
    """The page views that are held, of visits begun since a moment, make other visits and other visitors."""
    for visitor_id, seen in shop.kept["visitor"].glimpse(Seen):
        if any(visit.views and visit.begun_us >= since_us for visit in seen.visits):
            _regroup_visitor(shop, event, visitor_id)


def _regroup_visitor(shop: Shop, event: Any, visitor_id: str) -> None:
    visitor: Visitor = shop.entity("visitor", visitor_id)
    days = days_of(shop, visitor)
    before = _sum(shop, visitor_id, visitor, days)
    group(visitor, shop.options.visits.at)
    is_history = any(view.told.is_history for visit in visitor.visits for view in visit.views)
    came = arrival_of(event)
    came = came._replace(is_history=came.is_history or is_history)
    shop.windows.apply(difference(before, _sum(shop, visitor_id, visitor, days)), came, shop.offset)
    await_close(shop, visitor_id, still_open(visitor))


def _sum(shop: Shop, visitor_id: str, visitor: Visitor, days: list[int]) -> Contributions:
    total = Contributions()
    for part in counted(shop, visitor_id, visitor, days):
        total.add(part)
    return total
