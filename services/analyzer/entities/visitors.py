"""One visitor: page views grouped into visits (M0), and the other signs of having been there."""

from collections.abc import Iterable

import msgspec

from services.analyzer.entities.endtoend import array, laid
from services.analyzer.entities.facts import Told
from services.analyzer.entities.pings import FEW, Ping, once, recent, seconds_in_use
from services.analyzer.entities.visits import USUAL, View, Visit, closes_us, in_order, is_over
from services.analyzer.moments import DAY, SECOND

KEPT = 4 * DAY  # behaviour reaches three days after the end of its day (events.md E2, P)
FADE_EVERY = 3600
LONG = 1000  # characters of ids, above which it is known by a set whether one is among them (P)
_pings = msgspec.msgpack.Decoder(list[Ping]).decode
_pack = msgspec.msgpack.Encoder().encode


class Visitor(msgspec.Struct, gc=False):
    """All that is known of one visitor of one shop."""

    visits: tuple[Visit, ...] = ()
    has_left: bool = False  # whether one of them is closed
    ids: str = "\n"  # of the page views held, each a line
    seen: set[str] | None = None  # the same, once they were many
    touches: dict[str, Told] | None = None  # "type:id" -> telling of favourites, carts, checkouts
    wishes: dict[str, str] | None = None  # the item of a favourite or cart, by the same names
    beats: list[bytes] | None = None  # heartbeats of page views, heard of or not, as they came and are stored
    different: int = 0  # so many of them are known to be told once
    orders: tuple[str, ...] = ()  # orders paid by this visitor
    seen_at: int = 0  # arrival of the latest event, epoch second

    def find(self, view_id: str) -> View | None:
        """A page view by its id."""
        visit = self.visit_of(view_id)
        return None if visit is None else next(view for view in visit.views if view.view_id == view_id)

    def holds(self, view_id: str) -> bool:
        """Whether a page view is held."""
        if self.seen is not None:
            return view_id in self.seen
        return view_id in self.ids and self.visit_of(view_id) is not None

    def saw(self, view_id: str) -> None:
        """A page view was taken in."""
        if self.seen is not None:
            self.seen.add(view_id)
            return
        self.ids = ids = f"{self.ids}{view_id}\n"
        if len(ids) > LONG:
            self.find_ids()

    def find_ids(self) -> None:
        """Remember by what ids the page views are known that are held."""
        ids = [view.view_id for visit in self.visits for view in visit.shown]
        self.ids, self.seen = "\n".join(("", *ids, "")), None
        if len(self.ids) > LONG:
            self.ids, self.seen = "\n", set(ids)

    def visit_of(self, view_id: str) -> Visit | None:
        """The visit that holds a page view."""
        if view_id not in self.seen if self.seen is not None else f"\n{view_id}\n" not in self.ids:
            return None
        for visit in reversed(self.visits):
            if visit.holds(view_id):
                return visit
        return None

    def left(self, view_id: str) -> Visit | None:
        """The closed visit that holds a page view."""
        found = self.visit_of(view_id)
        return found if found is not None and found.is_closed else None

    def hold(self, visits: Iterable[Visit]) -> None:
        """Have had other visits."""
        self.visits = tuple(visits)
        self.has_left = any(visit.is_closed for visit in self.visits)

    def close(self, visit: Visit) -> None:
        """One of the visits is over."""
        visit.is_closed = self.has_left = True

    def close_by(self, now_us: int) -> None:
        """Whatever was over by a moment is closed."""
        for visit in self.visits:
            if not visit.is_closed and is_over(visit, now_us):
                self.close(visit)

    @property
    def pings(self) -> list[Ping]:
        """Its heartbeats, opened."""
        return [] if self.beats is None else _pings(array(self.beats))

    def hear_ping(self, ping: Ping) -> None:
        """Take in a heartbeat; when most may have been told before, each is kept once."""
        beats = self.beats
        if beats is None:
            self.beats = [_pack(ping)]
            return
        beats.append(_pack(ping))
        if len(beats) > 2 * self.different + FEW:
            self._keep(once(self.pings))

    def _keep(self, pings: list[Ping]) -> None:
        """Hold other heartbeats, of which each is told once."""
        self.beats, self.different = laid(pings), len(pings)

    def fade_pings(self, before_us: int) -> None:
        """Drop the heartbeats of page views that none came of since a moment in microseconds."""
        if self.beats:
            self._keep(recent(self.pings, before_us))

    def seconds_in_use(self) -> dict[str, int]:
        """Seconds in which pages were in use, by page view; those of which nothing was heard are left out."""
        return seconds_in_use(self.pings)

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
        told = visit.first.is_returning
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
            visit.forget_views()
    visitor.find_ids()
    visitor.hold(v for v in visitor.visits if v.number or v.begun_us >= before_us - recent_us)
    if visitor.touches:
        visitor.touches = {key: told for key, told in visitor.touches.items() if _is_kept(told, before_us)}
        wishes = visitor.wishes or {}
        visitor.wishes = {key: item for key, item in wishes.items() if key in visitor.touches}
    visitor.fade_pings(before_us)


def _is_out_of_reach(visit: Visit, before_us: int) -> bool:
    return closes_us(visit) < before_us and all(told.arrived * SECOND < before_us for told in visit.tellings)


def _is_kept(told: Told, before_us: int) -> bool:
    return max(told.time_us, told.arrived * SECOND) >= before_us
