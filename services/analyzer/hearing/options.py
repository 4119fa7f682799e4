"""Options told after what they concern: it is counted anew, so that figures do not depend on what came first."""

from copy import copy
from functools import partial
from typing import Any

import msgspec

from services.analyzer.contributions.guard import guard
from services.analyzer.deltas import Contributions
from services.analyzer.entities.grouping import group
from services.analyzer.entities.orders import Order
from services.analyzer.entities.seen import Seen
from services.analyzer.entities.visitors import Visitor
from services.analyzer.hearing.buyers import EVER, count_buyers
from services.analyzer.hearing.inquiries import count_everyone
from services.analyzer.hearing.lines import note, surroundings
from services.analyzer.hearing.pages import await_close, still_open
from services.analyzer.hearing.visitors import counted, days_of
from services.analyzer.moments import SECOND
from services.analyzer.options import Options
from services.analyzer.shop import Shop

AHEAD = 300  # seconds by which a moment may lie after its arrival (events.md E2)


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
    if options.attribution.differs_from(before.attribution) is not None:
        _credit_anew(shop, event, before)


def _regroup(shop: Shop, event: Any, since_us: int) -> None:
    """The page views that are held, of visits begun since a moment, make other visits and other visitors."""
    for visitor_id, seen in shop.kept["visitor"].glimpse(Seen):
        if any(visit.number and visit.begun_us >= since_us for visit in seen.visits):
            _regroup_visitor(shop, event, visitor_id)


def _regroup_visitor(shop: Shop, event: Any, visitor_id: str) -> None:
    visitor: Visitor = shop.entity("visitor", visitor_id)
    days = days_of(shop, visitor)
    is_history = any(told.is_history for visit in visitor.visits for told in visit.tellings)

    with shop.recount(event, lambda: counted(shop, visitor_id, visitor, days), is_history=is_history):
        group(visitor, shop.options.visits.at)
    await_close(shop, visitor_id, *still_open(visitor.visits))


def _greet_anew(shop: Shop, event: Any, before: Options, since_us: int) -> None:
    """Who paid since a moment may be a new buyer by one look-back, and none by another."""
    after = shop.options
    for buyer_id, seen in shop.kept["buyer"].glimpse(_Payments):
        if len(seen.payments) < 2 or max(seen.payments.values()) < since_us:
            continue
        paid = [shop.get("order", order_id).paid for order_id in seen.payments]
        is_history = any(sale.told.is_history for sale in paid)
        shop.options = before
        with shop.recount(event, partial(count_buyers, shop, {buyer_id: EVER}), is_history=is_history):
            shop.options = after


def _watch_anew(shop: Shop, event: Any, before: Options, since_us: int) -> None:
    """Orders since a moment may be news for the guard by one delay, and old news by another."""
    after = shop.options
    for order_id, seen in shop.kept["order"].glimpse(_Heard):
        if (seen.heard_at + AHEAD) * SECOND < since_us:
            continue
        order: Order = shop.get("order", order_id)
        if order.first is not None and order.first.told.time_us >= since_us:
            shop.options = before
            with shop.recount(event, partial(_guarded, shop, order_id, order)):
                shop.options = after
            note(shop, order)


def _credit_anew(shop: Shop, event: Any, before: Options) -> None:
    """An inquiry may lead to a payment by some attribution hours, and be too long ago by others."""
    after = shop.options
    shop.options = copy(after)
    shop.options.attribution = before.attribution
    with shop.recount(event, partial(count_everyone, shop)):
        shop.options = after


def _guarded(shop: Shop, order_id: str, order: Order) -> list[Contributions]:
    return [guard(order_id, order, surroundings(shop))]
