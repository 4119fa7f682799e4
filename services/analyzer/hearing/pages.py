"""Visits that are over, and the heartbeats of their pages: page health hears of a visit when it is closed (M0, M3)."""

from heapq import heappop, heappush
from typing import Any

from services.analyzer.clock import NEWS, Arrival
from services.analyzer.contributions.pages import page_health
from services.analyzer.deltas import difference
from services.analyzer.entities.visitors import GAP_US, Ping, Visit, Visitor, hear_of
from services.analyzer.moments import SECOND
from services.analyzer.shop import Shop
from services.contracts.moments import micros


def await_close(shop: Shop, visitor_id: str, last_us: int) -> None:
    """Look at a visitor's open visits when one whose last view so far is at `last_us` should be over."""
    heappush(shop.open_visits, (last_us + GAP_US, visitor_id))


def close_visits(shop: Shop) -> None:
    """Close what is over by the shop's watermark; a visit that went on since is looked at again when it should be."""
    now_us = shop.clock.watermark * SECOND
    while shop.open_visits and shop.open_visits[0][0] <= now_us:
        visitor_id = heappop(shop.open_visits)[1]
        visitor: Visitor | None = shop.get("visitor", visitor_id)
        if visitor is None:
            continue
        still = [visit for visit in visitor.visits if visit.views and not visit.is_closed]
        over = [visit for visit in still if visit.closes_us <= now_us]
        if over:
            _close(shop, visitor_id, visitor, over)
        if len(over) < len(still):
            await_close(shop, visitor_id, min(v.last_us for v in still if not v.is_closed))


def _close(shop: Shop, visitor_id: str, visitor: Visitor, over: list[Visit]) -> None:
    days = {shop.calendar.day(visit.begun_us // SECOND).start for visit in over}
    same = [v for v in visitor.visits if shop.calendar.day(v.begun_us // SECOND).start in days]
    before = page_health(visitor, same, shop.calendar)
    for visit in over:
        visit.is_closed = True
    changes = difference(before, page_health(visitor, same, shop.calendar))
    shop.mark("visitor", visitor_id)
    shop.windows.apply(changes, _arrival(over), min(visit.offset for visit in over))


def _arrival(visits: list[Visit]) -> Arrival:
    """Closed visits came as their views did."""
    tellings = [view.told for visit in visits for view in visit.views]
    return Arrival(
        max(told.arrived for told in tellings),
        any(told.is_history for told in tellings),
        any(not told.is_history and told.arrived - told.at <= NEWS for told in tellings),
    )


def hear_ping(shop: Shop, event: Any) -> None:
    """A page was in use since the last heartbeat; one of an unknown view waits for it (M16)."""
    data = event.data
    visitor: Visitor = shop.entity("visitor", data.visitor_id)
    hear_of(visitor, micros(event.receivedat or event.time) // SECOND)
    visit = visitor.visit_of(data.view_id)
    ping = Ping(micros(event.time), event.id, data.active_seconds)
    if visit is None or not visit.is_closed:
        visitor.hear_ping(data.view_id, data.seq, ping)
        return
    with shop.recount(event, lambda: [page_health(visitor, [visit], shop.calendar)]):
        visitor.hear_ping(data.view_id, data.seq, ping)


HEARD = {"page.pinged": hear_ping}
