"""Visits (metrics.md M0, M16)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.analyzer.oracle.which import Event

Option = Callable[[str, datetime, float], float]


@dataclass
class Visit:
    """Page views that belong together, the first one first."""

    visitor: str
    views: list[Event]
    visitor_class: str = field(default="new")

    @property
    def began(self) -> datetime:
        """A visit "belongs to the day and the traffic source of its first page view"."""
        return self.views[0].at

    @property
    def source(self) -> str:
        """ "A new traffic source inside a visit does not start a new visit"; "absent = `unknown`"."""
        return str(self.views[0].data.get("traffic_source") or "unknown")

    @property
    def device(self) -> str:
        """ "A missing device is `other`"."""
        return str(self.views[0].data.get("device") or "other")

    @property
    def order(self) -> tuple[datetime, str]:
        """ "Ties by `view_id`"."""
        return in_order(self.views[0])


def in_order(view: Event) -> tuple[datetime, str]:
    return view.at, str(view.data["view_id"])


def read_visits(views: list[Event], option: Option) -> list[Visit]:
    """All visits, the first one first.

    "Page views with the same `visit_id`; without it, page views of one visitor with gaps of at most 30 min"; "page
    views with and without `visit_id` never form one visit".
    """
    named: dict[tuple[str, str], list[Event]] = defaultdict(list)
    loose: dict[str, list[Event]] = defaultdict(list)
    for view in sorted(views, key=in_order):
        visitor, visit = view.data["visitor_id"], view.data.get("visit_id")
        if visit:
            named[visitor, visit].append(view)
        else:
            loose[visitor].append(view)
    visits = [Visit(visitor, found) for (visitor, _), found in named.items()]
    for visitor, found in loose.items():
        visits += [Visit(visitor, part) for part in parted(found, option)]
    visits.sort(key=lambda visit: visit.order)
    for number, visit in enumerate(visits):
        visit.visitor_class = class_of(visit, visits[:number], option)
    return visits


def parted(views: list[Event], option: Option) -> list[list[Event]]:
    """One visitor's views, cut where the gap is over 30 minutes (`visit_gap_minutes` as the visit began)."""
    parts = [[views[0]]]
    for view in views[1:]:
        gap = timedelta(minutes=option("visit_gap_minutes", parts[-1][0].at, 30))
        if view.at - parts[-1][-1].at > gap:
            parts.append([])
        parts[-1].append(view)
    return parts


def class_of(visit: Visit, earlier: list[Visit], option: Option) -> str:
    """ "`is_returning` of the visit's first page view if given, else: an earlier visit by the same visitor in the
    previous 30 days" (`returning_days` as the visit began)."""
    given = visit.views[0].data.get("is_returning")
    if given is None:
        recent = timedelta(days=option("returning_days", visit.began, 30))
        given = any(
            other.visitor == visit.visitor and visit.began - recent <= other.began < visit.began
            for other in earlier
        )
    return "returning" if given else "new"
