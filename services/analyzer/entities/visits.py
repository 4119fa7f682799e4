"""Visits: page views of one visitor that belong together (metrics.md M0)."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

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


class Visit(msgspec.Struct, gc=False, omit_defaults=True):
    """Page views that belong together, oldest first; without views only its beginning is still remembered."""

    begun_us: int
    views: list[View]
    visit_id: str | None = None
    offset: int = 0  # of the record that told the first of its views
    is_closed: bool = (
        False  # counted in page health, as over by the shop's watermark (found again after a restore)
    )
    rule: Rule | None = None  # where the shop has one of its own; the one in force when it began


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

    @property
    def rule(self) -> Rule | None:
        """The shop's own rule of visits when it began."""


def last_us(visit: Dated) -> int:
    """Time of the last page view of a visit."""
    return visit.views[-1].told.time_us if visit.views else visit.begun_us


def gap_us(visit: Dated) -> int:
    """Microseconds after its last page view in which a visit goes on."""
    return USUAL_GAP_US if visit.rule is None else visit.rule.gap_us


def closes_us(visit: Dated) -> int:
    """The moment at which a visit is over when no further view comes."""
    return last_us(visit) + gap_us(visit)


def in_order(visit: Visit) -> tuple[int, str]:
    """Visits are ordered by their beginning, ties by the id of the first view."""
    return (visit.begun_us, visit.views[0].view_id if visit.views else "")
