"""Page views that do no more than add: one more of a visit, or the first of a visit after all others.

Nearly all views are of this kind. Their visitor is not counted anew, and as a rule they wait to be counted together.
"""

from collections.abc import Sequence

from services.analyzer.contributions.audiences import FINE, add_audience, audiences
from services.analyzer.contributions.traffic import (
    add_carried,
    add_view,
    add_word,
    class_of,
    visit_scopes,
)
from services.analyzer.deltas import SHOP, Contributions
from services.analyzer.entities.grouping import join
from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.visits import View, Visit
from services.analyzer.footfall import Aside, Steps
from services.analyzer.hearing.audiences import category_of
from services.analyzer.hearing.pages import await_close
from services.analyzer.moments import SECOND, LocalDay
from services.analyzer.shop import Shop
from services.contracts.envelope import Envelope


def is_joined(
    shop: Shop, event: Envelope, visitor_id: str, visitor: Visitor, visit: Visit, view: View
) -> bool:
    """The common case: one more view of a visit, after its first one or without any change but of its beginning."""
    is_earlier = shop.time_us <= visit.begun_us and view.precedes(visit.first)
    if visit.is_closed or (is_earlier and not _is_only_sooner(shop, visitor, visit, view)):
        return False
    # What is earlier is of the same day here: so a visit that does not begin before the view's day begins on it.
    if shop.gathers() and visit.begun_us >= shop.calendar.day(shop.at).start * SECOND:
        _gather(shop, visitor_id, visit, view, visitor.is_returning(visit))
    elif is_earlier:
        return False
    else:
        added = Contributions()
        add_view(added, visitor_id, view, [SHOP, *visit_scopes(visitor, visit)])
        add_carried(added, visitor_id, visit, view, shop.calendar)
        add_word(added, visitor_id, visit, view)
        add_audience(added, visitor_id, view, category_of(shop))
        shop.apply(added, event)
    join(visitor, visit, view)
    return True


def _is_only_sooner(shop: Shop, visitor: Visitor, visit: Visit, view: View) -> bool:
    """Whether a view before the first one of a visit moves nothing else than its beginning, and that within an hour.

    It is the last visit before and after, and it was and is that of a returning visitor, or the visitor's only one.
    """
    first, visits, calendar = visit.first, visitor.visits, shop.calendar
    is_only, begun = len(visits) == 1, visit.begun_us // SECOND
    return (
        (is_only or (visits[-2].begun_us < shop.time_us and visitor.is_returning(visit)))
        and calendar.hour_of(begun) == calendar.hour_of(shop.at)
        and calendar.day(begun) is calendar.day(shop.at)
        and (view.traffic_source, view.device, view.is_returning, view.keyword)
        == (first.traffic_source, first.device, first.is_returning, first.keyword)
    )


def is_begun(shop: Shop, visitor_id: str, visitor: Visitor, view: View) -> bool:
    """As common: a visit after all others begins; only the first one of a day could move orders to another source."""
    last = visitor.visits[-1] if visitor.visits else None
    if (last is not None and last.begun_us >= shop.time_us) or not shop.gathers():
        return False
    day = shop.calendar.day(shop.at)
    is_first = last is None or last.begun_us < day.start * SECOND
    if is_first and visitor.orders and _has_paid(shop, visitor, day):
        return False
    rule = shop.options.visits.at(shop.time_us)
    visit = Visit.begun(view, shop.offset, rule)
    visitor.visits = (*visitor.visits, visit)
    visitor.saw(view.view_id)
    is_returning = visitor.is_returning(visit)
    steps = _gather(shop, visitor_id, visit, view, is_returning)
    steps.visits += 1
    steps.returning += is_returning
    if is_first:
        steps.attributed.append(visitor_id)
    await_close(shop, visitor_id, visit)
    return True


def _has_paid(shop: Shop, visitor: Visitor, day: LocalDay) -> bool:
    """Whether the visitor has paid an order on a day."""
    sales = (shop.get("order", order_id).paid for order_id in visitor.orders)
    return any(sale is not None and shop.calendar.day(sale.told.at) is day for sale in sales)


def _gather(shop: Shop, visitor_id: str, visit: Visit, view: View, is_returning: bool) -> Steps:
    """Let a view of a visit wait to be counted; returns what waits under the same way."""
    first = visit.first
    way = (first.traffic_source, first.device, class_of(is_returning=is_returning))
    aside: Sequence[Aside] = ()
    if view.activity_id is not None or view.item_id in shop.entities["item"]:
        aside = [Aside(FINE, here, "viewers") for here in audiences(view, category_of(shop))]
    return shop.windows.footfall.view(
        shop.at, way, visitor_id, view.item_id, shop.offset, first.keyword or None, aside
    )
