"""Visits that are over, and the heartbeats of their pages: page health hears of a visit when it is closed (M0, M3)."""

from collections.abc import Iterable
from typing import Any, TypeVar

from services.analyzer.clock import Arrival
from services.analyzer.contributions.pages import Came, Exits, guests, page_health
from services.analyzer.deltas import SHOP, Contributions, difference
from services.analyzer.entities.pings import Ping
from services.analyzer.entities.seen import Seen, SeenVisit
from services.analyzer.entities.visitors import Visitor, hear_of
from services.analyzer.entities.visits import Dated, Visit, closes_us
from services.analyzer.formulas.mix import MIX
from services.analyzer.moments import SECOND
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop

AnyVisit = TypeVar("AnyVisit", Visit, SeenVisit)


def await_close(shop: Shop, visitor_id: str, *visits: Dated) -> None:
    """Look at a visitor when the first of some visits that are not closed should be over."""
    if visits:
        shop.open_visits.add(min(map(closes_us, visits)), visitor_id)


def still_open(visits: Iterable[AnyVisit]) -> list[AnyVisit]:
    """Those of a visitor's visits that are not closed."""
    return [visit for visit in visits if visit.number and not visit.is_closed]


def remember_closed(shop: Shop) -> None:
    """Of a visitor as stored, what was over by the watermark of the last checkpoint had been closed, written or not."""
    now_us = shop.clock.watermark * SECOND

    def mend(visitor: Visitor | Seen) -> None:
        visitor.close_by(now_us)

    shop.kept["visitor"].mend = mend


def await_closes(shop: Shop) -> None:
    """Await the ends of all visits that are not closed, without opening the visitors who are gone."""
    visitors = shop.kept["visitor"]
    shop.open_visits.clear()
    for visitor_id, seen in visitors.glimpse(Seen):
        if type(seen) is Seen:
            visitors.mend(seen)
        await_close(shop, visitor_id, *still_open(seen.visits))


def close_visits(shop: Shop) -> None:
    """Close what is over by the shop's watermark; a visit that went on since is looked at again when it should be."""
    now, awaited = shop.clock.watermark, shop.open_visits
    if not awaited.is_due(now):
        return
    now_us, closing = now * SECOND, Closing(shop)
    for visitor_id in awaited.due(now):
        visitor: Visitor | None = shop.get("visitor", visitor_id)
        if visitor is None:
            continue
        over, goes_on = [], 0
        for visit in visitor.visits:
            if visit.is_closed or not visit.number:
                continue
            ends = closes_us(visit)
            if ends <= now_us:
                over.append(visit)
            elif not goes_on or ends < goes_on:
                goes_on = ends
        if over:
            closing.close(visitor, over)
        if goes_on:
            awaited.add(goes_on, visitor_id)
    closing.apply()


class Ended:
    """Visits that ended with one record and came in the same way."""

    def __init__(self) -> None:
        """None yet."""
        self.changes, self.exits, self.days = Contributions(), Exits(), set[int]()
        self.came = Came()


class Closing:
    """The visits that end with one record: most of them go into the same few windows, so they are counted together."""

    def __init__(self, shop: Shop) -> None:
        """Nothing is over yet."""
        self.shop = shop
        self._ways: dict[tuple[bool, bool], Ended] = {}

    def close(self, visitor: Visitor, over: list[Visit]) -> None:
        """Close visits of one visitor; with visits of the same day that are over, the guest is counted anew."""
        calendar = self.shop.calendar
        days = [calendar.day(visit.begun_us // SECOND).spans["d"] for visit in over]
        starts = [day.start for day in days]
        earlier = [
            visit
            for visit in visitor.visits
            if visit.is_closed and visit.number and calendar.day(visit.begun_us // SECOND).start in starts
        ]
        is_history, is_news, arrived = _told(self.shop, over)
        ended = self._ways.get((is_history, is_news))
        if ended is None:
            ended = self._ways[is_history, is_news] = Ended()
        is_alone = not earlier and len(over) == 1
        may_wait = is_alone and is_news and not is_history
        for day, visit in zip(days, over, strict=True):
            visitor.close(visit)
            ended.days.add(day.start)
            ended.came.came(visit.offset, arrived)
            if may_wait and arrived < day.end and not self.shop.clock.is_due(day.end, 0):
                self.shop.windows.leaving.add(day, visitor, visit, arrived)
            else:
                ended.exits.add(day.start, visitor, visit, is_alone=is_alone)
        if not is_alone:
            known = guests(visitor, earlier, calendar)
            now = guests(visitor, [*earlier, *over], calendar)
            for cell, step in difference(known, now).items():
                ended.changes[cell] += step

    def apply(self) -> None:
        """Put what ended into its windows; it came as its page views did."""
        for (is_history, is_news), ended in self._ways.items():
            for cell, step in ended.exits.contributions().items():
                ended.changes[cell] += step
            came, offset = Arrival(ended.came.arrived, is_history, is_news), ended.came.offset
            self.shop.windows.apply(ended.changes, came, offset)
            for day in ended.days:
                self._mixed(day, came, offset)

    def _mixed(self, day: int, came: Arrival, offset: int) -> None:
        """The mix of visits changed; while visits of the day wait, the window that says so is remembered."""
        windows = self.shop.windows
        known = windows.leaving.mixed.get(day)
        if known is not None and came.is_news and not came.is_history:
            windows.touched(known, came.at, True, offset)
            return
        self.shop.speaker.standings.changed(MIX, SHOP, day, came, offset)
        week = windows.book.get(PaneKey(MIX, "w", self.shop.calendar.day(day).spans["w"].start, SHOP))
        if windows.leaving and week is not None:
            windows.leaving.mixed[day] = week


def _told(shop: Shop, visits: list[Visit]) -> tuple[bool, bool, int]:
    """Whether history is among what tells of visits, and whether news is; when the last of it arrived."""
    news_at, is_history, is_news, arrived = shop.options.old_news.at, False, False, 0
    for visit in visits:
        for telling in visit.tellings:
            arrived = max(arrived, telling.arrived)
            if telling.is_history:
                is_history = True
            elif not is_news:
                is_news = telling.arrived - telling.at <= news_at(telling.time_us)
    return is_history, is_news, arrived


def hear_ping(shop: Shop, event: Any) -> None:
    """A page was in use since the last heartbeat; one of an unknown view waits for it (M16)."""
    data = event.data
    visitor: Visitor = shop.entity("visitor", data.visitor_id)
    hear_of(visitor, shop.came.at, shop.options.recent_us)
    visit = visitor.left(data.view_id) if visitor.has_left else None
    ping = Ping(shop.time_us, event.id, data.active_seconds, data.view_id, data.seq)
    if visit is None:
        visitor.hear_ping(ping)
        return
    with shop.recount(event, lambda: [page_health(visitor, [visit], shop.calendar)]):
        visitor.hear_ping(ping)


HEARD = {"page.pinged": hear_ping}
