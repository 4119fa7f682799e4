"""Visits: page views of one visitor that belong together (metrics.md M0)."""

from bisect import insort
from collections.abc import Sequence
from typing import NamedTuple, Protocol, Self

import msgspec

from services.analyzer.entities.endtoend import array, laid
from services.analyzer.entities.facts import Told
from services.analyzer.moments import DAY, SECOND


class Rule(NamedTuple):
    """What makes a visit, and a returning visitor, in microseconds."""

    gap_us: int = 30 * 60 * SECOND  # a visit without visit_id ends 30 minutes after its last view (M0, P)
    recent_us: int = 30 * DAY * SECOND  # so long before, an earlier visit makes a returning visitor (M0, P)


USUAL = Rule()
USUAL_GAP_US = USUAL.gap_us


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


class When(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a telling, as far as it says when."""

    revision: int
    time_us: int


class Shown(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a page view, as far as it says which one it is and of what."""

    told: When
    view_id: str
    visit_id: str | None
    item_id: str | None


class _Telling(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a page view, as far as it says how it was told."""

    told: Told


NOTHING = View(Told(1, 0, "", 0, 0, False), "", None, None, "", "", None)
_opened = msgspec.msgpack.Decoder(list[View]).decode
_shown = msgspec.msgpack.Decoder(list[Shown]).decode
_tellings = msgspec.msgpack.Decoder(list[_Telling]).decode
_pack = msgspec.msgpack.Encoder().encode


class Visit(msgspec.Struct, gc=False):
    """Page views that belong together, oldest first; without views only its beginning is still remembered.

    They are held as they are stored but for the first one: most of them are never read before the visit is over. Once
    one comes before the last one they are open until they are stored.
    """

    begun_us: int
    number: int  # of its page views
    first: View  # NOTHING, if there is none
    last_us: int  # time of the last one, or of the beginning
    laid: list[bytes]  # all of them as they are stored, unless they are open
    open: list[View] | None = None
    visit_id: str | None = None
    offset: int = 0  # of the record that told the first of its views
    is_closed: bool = (
        False  # counted in page health, as over by the shop's watermark (found again after a restore)
    )
    rule: Rule | None = None  # where the shop has one of its own; the one in force when it began

    @classmethod
    def of(cls, views: list[View], offset: int = 0, rule: Rule | None = None) -> Self:
        """The visit that page views make, oldest first."""
        first, last_us = views[0], views[-1].told.time_us
        return cls(
            first.told.time_us,
            len(views),
            first,
            last_us,
            laid(views),
            None,
            first.visit_id,
            offset,
            rule=rule,
        )

    @classmethod
    def begun(cls, view: View, offset: int, rule: Rule | None) -> Self:
        """The visit that a page view begins."""
        at = view.told.time_us
        return cls(at, 1, view, at, [_pack(view)], None, view.visit_id, offset, False, rule)

    @property
    def views(self) -> list[View]:
        """Its page views, opened."""
        return _opened(array(self.laid)) if self.open is None else self.open

    @property
    def shown(self) -> Sequence[Shown | View]:
        """What its page views are of, a third of the work of opening them."""
        return _shown(array(self.laid)) if self.open is None else self.open

    @property
    def tellings(self) -> list[Told]:
        """How its page views were told."""
        views = _tellings(array(self.laid)) if self.open is None else self.open
        return [view.told for view in views]

    def lay(self) -> list[bytes]:
        """Hold its page views as they are stored."""
        if self.open is not None:
            self.laid, self.open = laid(self.open), None
        return self.laid

    def holds(self, view_id: str) -> bool:
        """Whether it has a page view."""
        return any(view.view_id == view_id for view in self.shown)

    def join(self, view: View) -> None:
        """Put one more page view into it, in its order."""
        self.number += 1
        time_us = view.told.time_us
        if self.last_us < time_us:
            self.last_us = time_us
            if self.open is None:
                self.laid.append(_pack(view))
                return
        self._insert(view)

    def _insert(self, view: View) -> None:
        if self.open is None:
            self.open, self.laid = self.views, []
        insort(self.open, view, key=lambda held: held.order)
        self.first = self.open[0]
        self.begun_us = min(self.begun_us, view.told.time_us)

    def forget_views(self) -> None:
        """Have been there, and no more."""
        self.number, self.first, self.last_us = 0, NOTHING, self.begun_us
        self.laid, self.open = [], None


class Dated(Protocol):
    """A visit, as far as it says when it had its page views."""

    @property
    def number(self) -> int:
        """How many it had."""

    @property
    def begun_us(self) -> int:
        """When it began, in microseconds."""

    @property
    def last_us(self) -> int:
        """Time of its last page view, or of its beginning."""

    @property
    def rule(self) -> Rule | None:
        """The shop's own rule of visits when it began."""


def gap_us(visit: Dated) -> int:
    """Microseconds after its last page view in which a visit goes on."""
    return USUAL_GAP_US if visit.rule is None else visit.rule.gap_us


def closes_us(visit: Dated) -> int:
    """The moment at which a visit is over when no further view comes."""
    return visit.last_us + gap_us(visit)


def is_over(visit: Dated, now_us: int) -> bool:
    """Whether a visit of which page views are held is over by a moment."""
    return visit.number > 0 and closes_us(visit) <= now_us


def in_order(visit: Visit) -> tuple[int, str]:
    """Visits are ordered by their beginning, ties by the id of the first view."""
    return (visit.begun_us, visit.first.view_id)
