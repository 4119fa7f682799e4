"""One visitor: page views grouped into visits (M0), and the other signs of having been there."""

from bisect import insort
from collections.abc import Sequence
from typing import Protocol

import msgspec

from services.analyzer.entities.facts import Told
from services.analyzer.moments import DAY, SECOND

GAP_US = 30 * 60 * SECOND  # a visit without visit_id ends 30 minutes after its last view (M0, P)
KEPT = 4 * DAY  # behaviour reaches three days after the end of its day (events.md E2, P)
FADE_EVERY = 3600
RETURN_US = 30 * DAY * SECOND  # an earlier visit in the previous 30 days makes a returning visitor (M0, P)


class View(msgspec.Struct, array_like=True, gc=False):
    """One page view."""

    told: Told
    view_id: str
    visit_id: str | None
    item_id: str | None
    traffic_source: str
    device: str
    is_returning: bool | None
    keyword: str | None = None
    activity_id: str | None = None

    @property
    def order(self) -> tuple[int, str]:
        """Views are ordered by time, ties by view id."""
        return (self.told.time_us, self.view_id)

    def precedes(self, other: "View") -> bool:
        """Whether it comes before another one in that order."""
        mine, theirs = self.told.time_us, other.told.time_us
        return mine < theirs or (mine == theirs and self.view_id < other.view_id)

    @property
    def rank(self) -> tuple[object, ...]:
        """The sort key among tellings of one view: earliest time, then id, then what is kept of the content."""
        told = self.told
        content = (
            self.device,
            str(self.is_returning),
            self.item_id or "",
            self.traffic_source,
            self.visit_id or "",
        )
        return (-told.revision, told.time_us, told.event_id, content)


class Ping(msgspec.Struct, array_like=True, gc=False):
    """One heartbeat of a page: seconds in use, and what ranks it among tellings of the same number."""

    time_us: int
    event_id: str
    seconds: int

    @property
    def rank(self) -> tuple[int, str, int]:
        """The lowest of several tellings counts."""
        return (self.time_us, self.event_id, self.seconds)


class Visit(msgspec.Struct, gc=False):
    """Page views that belong together, oldest first; without views only its beginning is still remembered."""

    begun_us: int
    views: list[View]
    visit_id: str | None = None
    offset: int = 0  # of the record that told the first of its views
    is_closed: bool = (
        False  # counted in page health, as over by the shop's watermark (found again after a restore)
    )


class Timed(Protocol):
    """A telling, as far as it says of when."""

    @property
    def time_us(self) -> int:
        """The moment, in microseconds."""


class Viewed(Protocol):
    """A page view, as far as it says when it was told to have happened."""

    @property
    def told(self) -> Timed:
        """The telling."""


class Dated(Protocol):
    """A visit, as far as it says when it had its page views."""

    @property
    def begun_us(self) -> int:
        """When it began, in microseconds."""

    @property
    def views(self) -> Sequence[Viewed]:
        """Its page views, oldest first."""


def last_us(visit: Dated) -> int:
    """Time of the last page view of a visit."""
    return visit.views[-1].told.time_us if visit.views else visit.begun_us


def closes_us(visit: Dated) -> int:
    """The moment at which a visit is over when no further view comes."""
    return last_us(visit) + GAP_US


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

    def hear_ping(self, view_id: str, number: int, ping: Ping) -> bool:
        """Take in a heartbeat; True when it is the telling that counts."""
        pings = self.pings.setdefault(view_id, {})
        old = pings.get(number)
        if old is not None and old.rank <= ping.rank:
            return False
        pings[number] = ping
        return True

    def active_seconds(self, view_id: str) -> int | None:
        """Seconds in which a page was in use; None when nothing was heard of it."""
        pings = self.pings.get(view_id)
        return None if pings is None else sum(ping.seconds for ping in pings.values())

    def is_returning(self, visit: Visit) -> bool:
        """Whether a visit is one of a returning visitor."""
        if visit.views and visit.views[0].is_returning is not None:
            return bool(visit.views[0].is_returning)
        earliest = visit.begun_us - RETURN_US
        return any(earliest <= other.begun_us < visit.begun_us for other in self.visits if other is not visit)

    def first_visit(self, start: int, end: int) -> Visit | None:
        """The first visit that began in [start, end) epoch seconds."""
        begun = [visit for visit in self.visits if start * SECOND <= visit.begun_us < end * SECOND]
        return min(begun, key=_order, default=None)


def _order(visit: Visit) -> tuple[int, str]:
    return (visit.begun_us, visit.views[0].view_id if visit.views else "")


def see(visitor: Visitor, view: View, offset: int = 0) -> bool:
    """Add a page view told by a record; True when the visits changed (a repeat or losing telling changes nothing)."""
    old = visitor.find(view.view_id)
    if old is not None:
        if view.rank >= old.rank:
            return False
        _forget(visitor, old)
    joined = [visit for visit in visitor.visits if visit.views and belongs(visit, view)]
    visitor.seen.add(view.view_id)
    views = sorted([view, *(v for visit in joined for v in visit.views)], key=lambda v: v.order)
    told_by = min([offset, *(visit.offset for visit in joined)])
    merged = Visit(views[0].told.time_us, views, view.visit_id, told_by)
    visitor.visits = sorted([v for v in visitor.visits if v not in joined] + [merged], key=_order)
    return True


def join(visitor: Visitor, visit: Visit, view: View) -> None:
    """Put a view into a visit that it belongs to, in its order."""
    if visit.views[-1].told.time_us < view.told.time_us:
        visit.views.append(view)
    else:
        insort(visit.views, view, key=lambda held: held.order)
    visitor.seen.add(view.view_id)


def belongs(visit: Visit, view: View) -> bool:
    """Whether a view is one of a visit: by its visit id, or within the gap of the others."""
    if view.visit_id is not None or visit.visit_id is not None:
        return view.visit_id == visit.visit_id
    return visit.begun_us - GAP_US <= view.told.time_us <= last_us(visit) + GAP_US


def _forget(visitor: Visitor, view: View) -> None:
    """Take a view out and group what is left of its visit anew."""
    for visit in list(visitor.visits):
        if view in visit.views:
            visitor.visits.remove(visit)
            for left in (v for v in visit.views if v is not view):
                see(visitor, left, visit.offset)
            return


def hear_of(visitor: Visitor, arrived: int) -> None:
    """Something of a visitor arrived at an epoch second; what is out of reach is dropped now and then."""
    if visitor.seen_at and arrived - visitor.seen_at > FADE_EVERY:
        fade(visitor, (visitor.seen_at - KEPT) * SECOND)
    visitor.seen_at = max(visitor.seen_at, arrived)


def fade(visitor: Visitor, before_us: int) -> None:
    """Drop the views of visits that ended, and came, before a moment; their beginnings stay for the returning rule."""
    for visit in visitor.visits:
        if visit.is_closed and _is_out_of_reach(visit, before_us):
            visitor.seen -= {view.view_id for view in visit.views}
            visit.views = []
    visitor.visits = [v for v in visitor.visits if v.views or v.begun_us >= before_us - RETURN_US]
    visitor.touches = {key: told for key, told in visitor.touches.items() if _is_kept(told, before_us)}
    visitor.wishes = {key: item for key, item in visitor.wishes.items() if key in visitor.touches}
    visitor.pings = {view: pings for view, pings in visitor.pings.items() if _is_recent(pings, before_us)}


def _is_out_of_reach(visit: Visit, before_us: int) -> bool:
    return last_us(visit) < before_us and all(view.told.arrived * SECOND < before_us for view in visit.views)


def _is_recent(pings: dict[int, Ping], before_us: int) -> bool:
    return any(ping.time_us >= before_us for ping in pings.values())


def _is_kept(told: Told, before_us: int) -> bool:
    return max(told.time_us, told.arrived * SECOND) >= before_us
