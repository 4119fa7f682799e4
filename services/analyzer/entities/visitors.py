"""One visitor: page views grouped into visits (M0), and the other signs of having been there."""

import msgspec

from services.analyzer.entities.facts import Told
from services.analyzer.entities.visits import USUAL, Ping, View, Visit, closes_us, in_order
from services.analyzer.moments import DAY, SECOND

KEPT = 4 * DAY  # behaviour reaches three days after the end of its day (events.md E2, P)
FADE_EVERY = 3600


class Visitor(msgspec.Struct, gc=False):
    """All that is known of one visitor of one shop."""

    visits: list[Visit] = []
    seen: set[str] = set()  # ids of the page views held
    touches: dict[str, Told] = {}  # "type:id" -> telling of favourites, carts, checkouts
    wishes: dict[str, str] = {}  # the item of a favourite or cart, by the same names
    pings: dict[str, dict[int, Ping]] = {}  # of a page view (heard of or not), by their number
    orders: set[str] = set()  # orders paid by this visitor
    seen_at: int = 0  # arrival of the latest event, epoch second

    def find(self, view_id: str) -> View | None:
        """A page view by its id."""
        visit = self.visit_of(view_id)
        return None if visit is None else next(view for view in visit.views if view.view_id == view_id)

    def visit_of(self, view_id: str) -> Visit | None:
        """The visit that holds a page view."""
        if view_id not in self.seen:
            return None
        for visit in reversed(self.visits):
            for view in visit.views:
                if view.view_id == view_id:
                    return visit
        return None

    def visit_over(self, view_id: str) -> Visit | None:
        """The closed visit that holds a page view."""
        for visit in self.visits:
            if visit.is_closed and any(view.view_id == view_id for view in visit.views):
                return visit
        return None

    def hear_ping(self, view_id: str, number: int, ping: Ping) -> bool:
        """Take in a heartbeat; True when it is the telling that counts."""
        pings = self.pings.get(view_id)
        if pings is None:
            self.pings[view_id] = {number: ping}
            return True
        old = pings.get(number)
        if old is not None and (old.time_us < ping.time_us or old.rank <= ping.rank):
            return False
        pings[number] = ping
        return True

    def active_seconds(self, view_id: str) -> int | None:
        """Seconds in which a page was in use; None when nothing was heard of it."""
        pings = self.pings.get(view_id)
        return None if pings is None else sum(ping.seconds for ping in pings.values())

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
            visitor.seen -= {view.view_id for view in visit.views}
            visit.views = []
    visitor.visits = [v for v in visitor.visits if v.views or v.begun_us >= before_us - recent_us]
    visitor.touches = {key: told for key, told in visitor.touches.items() if _is_kept(told, before_us)}
    visitor.wishes = {key: item for key, item in visitor.wishes.items() if key in visitor.touches}
    visitor.pings = {view: pings for view, pings in visitor.pings.items() if _is_recent(pings, before_us)}


def _is_out_of_reach(visit: Visit, before_us: int) -> bool:
    return closes_us(visit) < before_us and all(
        view.told.arrived * SECOND < before_us for view in visit.views
    )


def _is_recent(pings: dict[int, Ping], before_us: int) -> bool:
    return any(ping.time_us >= before_us for ping in pings.values())


def _is_kept(told: Told, before_us: int) -> bool:
    return max(told.time_us, told.arrived * SECOND) >= before_us
