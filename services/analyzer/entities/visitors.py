"""One visitor: page views grouped into visits (M0), and the other signs of having been there."""

from bisect import insort

import msgspec

from services.analyzer.entities.facts import Told, replaces
from services.analyzer.moments import DAY, SECOND

GAP_US = 30 * 60 * SECOND  # a visit without visit_id ends 30 minutes after its last view (M0, P)
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

    @property
    def order(self) -> tuple[int, str]:
        """Views are ordered by time, ties by view id."""
        return (self.told.time_us, self.view_id)


class Visit(msgspec.Struct, gc=False):
    """Page views that belong together, oldest first; without views only its beginning is still remembered."""

    begun_us: int
    views: list[View]
    visit_id: str | None = None

    @property
    def last_us(self) -> int:
        """Time of its last page view."""
        return self.views[-1].told.time_us if self.views else self.begun_us


class Visitor(msgspec.Struct, gc=False):
    """All that is known of one visitor of one shop."""

    visits: list[Visit] = []
    seen: set[str] = set()  # ids of the page views held
    touches: dict[str, Told] = {}  # "type:id" -> telling of favourites, carts, checkouts
    orders: set[str] = set()  # orders paid by this visitor
    seen_at: int = 0  # arrival of the latest event, epoch second

    def find(self, view_id: str) -> View | None:
        """A page view by its id."""
        if view_id not in self.seen:
            return None
        for visit in reversed(self.visits):
            for view in visit.views:
                if view.view_id == view_id:
                    return view
        return None

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


def see(visitor: Visitor, view: View) -> bool:
    """Add a page view; True when the visits changed (a repeat or a losing telling changes nothing)."""
    old = visitor.find(view.view_id)
    if old is not None:
        if not replaces(view.told, old.told):
            return False
        _forget(visitor, old)
    joined = [visit for visit in visitor.visits if visit.views and belongs(visit, view)]
    visitor.seen.add(view.view_id)
    views = sorted([view, *(v for visit in joined for v in visit.views)], key=lambda v: v.order)
    merged = Visit(views[0].told.time_us, views, view.visit_id)
    visitor.visits = sorted([v for v in visitor.visits if v not in joined] + [merged], key=_order)
    return True


def join(visitor: Visitor, visit: Visit, view: View) -> None:
    """Put a view into a visit that it belongs to, in its order."""
    insort(visit.views, view, key=lambda held: held.order)
    visitor.seen.add(view.view_id)


def belongs(visit: Visit, view: View) -> bool:
    """Whether a view is one of a visit: by its visit id, or within the gap of the others."""
    if view.visit_id is not None or visit.visit_id is not None:
        return view.visit_id == visit.visit_id
    return visit.begun_us - GAP_US <= view.told.time_us <= visit.last_us + GAP_US


def _forget(visitor: Visitor, view: View) -> None:
    """Take a view out and group what is left of its visit anew."""
    for visit in list(visitor.visits):
        if view in visit.views:
            visitor.visits.remove(visit)
            for left in (v for v in visit.views if v is not view):
                see(visitor, left)
            return


def fade(visitor: Visitor, before_us: int) -> None:
    """Drop the views of visits that ended, and came, before a moment; their beginnings stay for the returning rule."""
    for visit in visitor.visits:
        if visit.last_us < before_us and all(view.told.arrived * SECOND < before_us for view in visit.views):
            visitor.seen -= {view.view_id for view in visit.views}
            visit.views = []
    visitor.visits = [v for v in visitor.visits if v.views or v.begun_us >= before_us - RETURN_US]
    visitor.touches = {key: told for key, told in visitor.touches.items() if _is_kept(told, before_us)}


def _is_kept(told: Told, before_us: int) -> bool:
    return max(told.time_us, told.arrived * SECOND) >= before_us
