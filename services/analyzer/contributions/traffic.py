"""What a visitor adds to traffic figures (metrics.md M2, M16): visits, page views, who was there, by what way."""

from collections.abc import Iterable

from services.analyzer.contributions.entrywords import add_searched
from services.analyzer.contributions.sales import touch
from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.visits import View, Visit
from services.analyzer.moments import SECOND, Calendar
from services.analyzer.wishes import DAILY, FINE, WISHES

HOURLY = "hd"


def visit_class(visitor: Visitor, visit: Visit) -> str:
    """`returning` or `new`."""
    return class_of(is_returning=visitor.is_returning(visit))


def class_of(*, is_returning: bool) -> str:
    """The same, where it is known whether the visitor returns."""
    return "returning" if is_returning else "new"


def visit_scopes(visitor: Visitor, visit: Visit) -> list[Scope]:
    """The scopes of a visit: its first view's source and device, and its visitor class."""
    first = visit.first
    return [
        scope(traffic_source=first.traffic_source),
        scope(device=first.device),
        scope(visitor_class=visit_class(visitor, visit)),
    ]


def traffic(visitor_id: str, visitor: Visitor, visits: Iterable[Visit], calendar: Calendar) -> Contributions:
    """All that the given visits of a visitor add."""
    out = Contributions()
    for visit in visits:
        if visit.number:
            _visit(out, visitor_id, visitor, visit, calendar)
    return out


def attributed(visitor_id: str, visitor: Visitor, start: int, end: int) -> Contributions:
    """The one traffic source of a visitor on a day: that of the first visit that began on it."""
    out = Contributions()
    first = visitor.first_visit(start, end)
    if first is not None and first.number:
        here = (SHOP, scope(traffic_source=first.first.traffic_source))
        out.distinct("s", DAILY, start, here, "attributed", visitor_id)
    return out


def touched(visitor_id: str, key: str, at: int, item_id: str | None) -> Contributions:
    """What a favourite, a cart or a checkout adds."""
    out = Contributions()
    touch(out, at, visitor_id)
    if key.startswith("checkout.started:"):
        out.distinct("s", DAILY, at, [SHOP], "checkout_visitors", visitor_id)
    if item_id is not None:
        wished, wishers = WISHES[key.split(":", 1)[0]]
        item = scope(item_id=item_id)
        out.total("s", FINE, at, [SHOP, item], wished, 1)
        out.distinct("s", DAILY, at, [item], wishers, visitor_id)
    return out


def _visit(out: Contributions, visitor_id: str, visitor: Visitor, visit: Visit, calendar: Calendar) -> None:
    scopes = [SHOP, *visit_scopes(visitor, visit)]
    begun = visit.begun_us // SECOND
    returning = int(visitor.is_returning(visit))
    out.total("s", HOURLY, begun, scopes, "visits", 1)
    out.total("s", DAILY, begun, scopes, "returning_visits", returning)
    for view in visit.views:
        add_view(out, visitor_id, view, scopes)
        add_carried(out, visitor_id, visit, view, calendar)
        add_word(out, visitor_id, visit, view)


def add_word(out: Contributions, visitor_id: str, visit: Visit, view: View) -> None:
    """A view of a visit that was entered by a search word."""
    word = visit.first.keyword
    if word:
        add_searched(out, view.told.at, word, view.item_id, visitor_id)


def add_carried(out: Contributions, visitor_id: str, visit: Visit, view: View, calendar: Calendar) -> None:
    """A view after midnight of a visit begun the day before: a visitor without a source of that day's own."""
    if calendar.day(view.told.at) is not calendar.day(visit.begun_us // SECOND):
        out.distinct("s", DAILY, view.told.at, [scope(traffic_source="unknown")], "carried", visitor_id)


def add_view(out: Contributions, visitor_id: str, view: View, scopes: list[Scope]) -> None:
    """What one page view adds under the scopes of its visit."""
    at = view.told.at
    out.total("s", FINE, at, scopes, "views", 1)
    out.distinct("s", FINE, at, scopes, "viewers", visitor_id)
    out.distinct("s", FINE, at, [SHOP], "seen", visitor_id)
    if view.item_id:
        item = scope(item_id=view.item_id)
        by_source = tuple(sorted((*item, *scopes[1])))
        out.total("s", FINE, at, [item], "views", 1)
        out.distinct("s", HOURLY, at, [item], "item_viewers", visitor_id)
        out.distinct("s", HOURLY, at, [by_source], "item_viewers", visitor_id)
