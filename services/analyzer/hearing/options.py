"""Options told after what they concern: it is counted anew, so that figures do not depend on what came first."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import msgspec

from services.analyzer.contributions.guard import guard
from services.analyzer.deltas import Contributions, difference
from services.analyzer.entities.grouping import group
from services.analyzer.entities.orders import Order
from services.analyzer.entities.seen import Seen
from services.analyzer.entities.visitors import Visitor
from services.analyzer.hearing.buyers import EVER, count_buyers
from services.analyzer.hearing.lines import note, surroundings
from services.analyzer.hearing.pages import await_close, still_open
from services.analyzer.hearing.visitors import counted, days_of
from services.analyzer.moments import SECOND
from services.analyzer.options import Options
from services.analyzer.shop import Shop

AHEAD = 300  # seconds by which a moment may lie after its arrival (events.md E2)
Count = Callable[[], Iterable[Contributions]]


class _Heard(msgspec.Struct, gc=False):
    """What of a packed order says when it was heard of last."""

    heard_at: int = 0


class _Payments(msgspec.Struct, gc=False):
    """What of a packed buyer says when orders were paid."""

    payments: dict[str, int] = {}


def obey(shop: Shop, event: Any, options: Options) -> None:
    """Take over the product's defaults as the shop has changed them with a setting."""
    before = shop.options
    shop.obey(options)
    visits_since = options.visits.differs_from(before.visits)
    if visits_since is not None:
        _regroup(shop, event, visits_since)
    buyers_since = options.new_buyer_days.differs_from(before.new_buyer_days)
    if buyers_since is not None:
        _greet_anew(shop, event, before, buyers_since)
    news_since = options.old_news.differs_from(before.old_news)
    if news_since is not None:
        _watch_anew(shop, event, before, news_since)


def _regroup(shop: Shop, event: Any, since_us: int) -> None:
    """The page views that are held, of visits begun since a moment, make other visits and other visitors."""
    for visitor_id, seen in shop.kept["visitor"].glimpse(Seen):
        if any(visit.views and visit.begun_us >= since_us for visit in seen.visits):
            _regroup_visitor(shop, event, visitor_id)


def _regroup_visitor(shop: Shop, event: Any, visitor_id: str) -> None:
    visitor: Visitor = shop.entity("visitor", visitor_id)
    days = days_of(shop, visitor)
    is_history = any(view.told.is_history for visit in visitor.visits for view in visit.views)

    def change() -> None:
        group(visitor, shop.options.visits.at)

    _recount(shop, event, lambda: counted(shop, visitor_id, visitor, days), change, is_history=is_history)
    await_close(shop, visitor_id, still_open(visitor))


def _greet_anew(shop: Shop, event: Any, before: Options, since_us: int) -> None:
    """Who paid since a moment may be a new buyer by one look-back, and none by another."""
    change = partial(_go_by, shop, shop.options)
    for buyer_id, seen in shop.kept["buyer"].glimpse(_Payments):
        if len(seen.payments) < 2 or max(seen.payments.values()) < since_us:
            continue
        paid = [shop.get("order", order_id).paid for order_id in seen.payments]
        is_history = any(sale.told.is_history for sale in paid)
        shop.options = before
        _recount(shop, event, partial(count_buyers, shop, {buyer_id: EVER}), change, is_history=is_history)


def _watch_anew(shop: Shop, event: Any, before: Options, since_us: int) -> None:
    """Orders since a moment may be news for the guard by one delay, and old news by another."""
    change = partial(_go_by, shop, shop.options)
    for order_id, seen in shop.kept["order"].glimpse(_Heard):
        if (seen.heard_at + AHEAD) * SECOND < since_us:
            continue
        order: Order = shop.get("order", order_id)
        if order.first is not None and order.first.told.time_us >= since_us:
            shop.options = before
            _recount(shop, event, partial(_guarded, shop, order_id, order), change, is_history=False)
            note(shop, order)


def _guarded(shop: Shop, order_id: str, order: Order) -> list[Contributions]:
    return [guard(order_id, order, surroundings(shop))]


def _go_by(shop: Shop, options: Options) -> None:
    shop.options = options


def _recount(shop: Shop, event: Any, count: Count, change: Callable[[], None], *, is_history: bool) -> None:
    """Apply the difference that a change makes, as far back as what is counted reaches."""
    before = _sum(count())
    change()
    came = shop.arrival(event)
    came = came._replace(is_history=came.is_history or is_history)
    shop.windows.apply(difference(before, _sum(count())), came, shop.offset)


def _sum(parts: Iterable[Contributions]) -> Contributions:
    total = Contributions()
    for part in parts:
        total.add(part)
    return total
