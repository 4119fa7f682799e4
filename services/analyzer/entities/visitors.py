"""One visitor: page views grouped into visits (M0), and the other signs of having been there."""

import msgspec

from services.analyzer.entities.facts import Told
from services.analyzer.entities.pings import FEW, Numbered, Ping, listed, once, recent, seconds_in_use
from services.analyzer.entities.visits import USUAL, View, Visit, closes_us, in_order
from services.analyzer.moments import DAY, SECOND

KEPT = 4 * DAY  # behaviour reaches three days after the end of its day (events.md E2, P)
FADE_EVERY = 3600
MANY = 12  # page views, of which it is known by a set whether one is among them (P)


class Visitor(msgspec.Struct, gc=False, omit_defaults=True):
    """All that is known of one visitor of one shop."""

    visits: list[Visit] = []
    seen: set[str] | None = None  # ids of the page views held, once they were many
    touches: dict[str, Told] | None = None  # "type:id" -> telling of favourites, carts, checkouts
    wishes: dict[str, str] | None = None  # the item of a favourite or cart, by the same names
    beats: list[Ping] | None = None  # heartbeats of page views, heard of or not, as they came
    different: int = 0  # so many of them are known to be told once
    orders: tuple[str, ...] = ()  # orders paid by this visitor
    seen_at: int = 0  # arrival of the latest event, epoch second
    pings: Numbered | None = None  # heartbeats as they were stored before

    def __post_init__(self) -> None:
        """Take over what was stored in an earlier form."""
        if self.pings is not None:
            self.beats, self.pings = listed(self.pings), None

    def find(self, view_id: str) -> View | None:
        """A page view by its id."""
        visit = self.visit_of(view_id)
        return None if visit is None else next(view for view in visit.views if view.view_id == view_id)

    def holds(self, view_id: str) -> bool:
        """Whether a page view is held."""
        if self.seen is not None:
            return view_id in self.seen
        number = 0
        for visit in self.visits:
            number += len(visit.views)
            for view in visit.views:
                if view.view_id == view_id:
                    return True
        if number >= MANY:
            self.seen = {view.view_id for visit in self.visits for view in visit.views}
        return False

    def saw(self, view_id: str) -> None:
        """A page view was taken in."""
        if self.seen is not None:
            self.seen.add(view_id)

    def visit_of(self, view_id: str) -> Visit | None:
        """The visit that holds a page view."""
        if self.seen is not None and view_id not in self.seen:
            return None
        for visit in reversed(self.visits):
            for view in visit.views:
                if view.view_id == view_id:
                    return visit
        return None

    def watched(self, view_id: str) -> tuple[str, Visit | None]:
        """A page view's id, held once where it is that of the last one, and the closed visit that holds it."""
        last = self.visits[-1] if self.visits else None
        if last is not None and last.views and last.views[-1].view_id == view_id:
            return last.views[-1].view_id, last if last.is_closed else None
        for visit in self.visits:
            if visit.is_closed:
                found = self.visit_of(view_id)
                return view_id, found if found is not None and found.is_closed else None
        return view_id, None

    def hear_ping(self, ping: Ping) -> None:
        """Take in a heartbeat; when most may have been told before, each is kept once."""
        beats = self.beats
        if beats is None:
            self.beats = [ping]
            return
        beats.append(ping)
        if len(beats) > 2 * self.different + FEW:
            self.beats = once(beats)
            self.different = len(self.beats)

    def seconds_in_use(self) -> dict[str, int]:
        """Seconds in which pages were in use, by page view; those of which nothing was heard are left out."""
        return {} if self.beats is None else seconds_in_use(self.beats)

    def paid(self, order_id: str) -> None:
        """Take in an order."""
        if order_id not in self.orders:
            self.orders = (*self.orders, order_id)

    def drop_order(self, order_id: str) -> None:
        """Forget an order."""
        self.orders = tuple(each for each in self.orders if each != order_id)

    def touch(self, key: str, telling: Told, item_id: str | None) -> None:
        """Take in a favourite, a cart or a checkout by its name, and the item that it is of."""
        if self.touches is None:
            self.touches = {}
        self.touches[key] = telling
        if item_id is not None:
            if self.wishes is None:
                self.wishes = {}
            self.wishes[key] = item_id

    def is_returning(self, visit: Visit) -> bool:
        """Whether a visit is one of a returning visitor."""
        told = visit.views[0].is_returning if visit.views else None
        if told is not None:
            return told
        begun_us = visit.begun_us
        for other in self.visits:
            if other.begun_us < begun_us <= other.begun_us + (visit.rule or USUAL).recent_us:
                return True
        return False

    def first_visit(self, start: int, end: int) -> Visit | None:
        """The first visit that began in [start, end) epoch seconds."""
        begun = [visit for visit in self.visits if start * SECOND <= visit.begun_us < end * SECOND]
        return min(begun, key=in_order, default=None)


def hear_of(visitor: Visitor, arrived: int, recent_us: int) -> None:
    """Something of a visitor arrived at an epoch second; what is out of reach is dropped now and then.

    Beginnings of visits are kept for `recent_us` longer, for the returning rule.
    """
    if arrived <= visitor.seen_at:
        return
    if visitor.seen_at and arrived - visitor.seen_at > FADE_EVERY:
        fade(visitor, (visitor.seen_at - KEPT) * SECOND, recent_us)
    visitor.seen_at = arrived


def fade(visitor: Visitor, before_us: int, recent_us: int) -> None:
    """Drop the views of visits that ended, and came, before a moment; their beginnings stay for the returning rule."""
    for visit in visitor.visits:
        if visit.is_closed and _is_out_of_reach(visit, before_us):
            visit.views, visitor.seen = [], None
    visitor.visits = [v for v in visitor.visits if v.views or v.begun_us >= before_us - recent_us]
    if visitor.touches:
        visitor.touches = {key: told for key, told in visitor.touches.items() if _is_kept(told, before_us)}
        wishes = visitor.wishes or {}
        visitor.wishes = {key: item for key, item in wishes.items() if key in visitor.touches}
    if visitor.beats:
        visitor.beats = recent(visitor.beats, before_us)
        visitor.different = len(visitor.beats)


def _is_out_of_reach(visit: Visit, before_us: int) -> bool:
    return closes_us(visit) < before_us and all(
        view.told.arrived * SECOND < before_us for view in visit.views
    )


def _is_kept(told: Told, before_us: int) -> bool:
    return max(told.time_us, told.arrived * SECOND) >= before_us
