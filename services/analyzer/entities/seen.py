"""What can be seen of a visitor who is packed away, a tenth of the work of opening one."""

import msgspec

from services.analyzer.entities.visits import Rule, When, is_over


class _SeenView(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a page view."""

    told: When


class SeenVisit(msgspec.Struct, gc=False):
    """When a visit had its page views, and whether it is over."""

    begun_us: int
    views: list[_SeenView]
    is_closed: bool = False
    rule: Rule | None = None

    @property
    def number(self) -> int:
        """How many page views it had."""
        return len(self.views)

    @property
    def last_us(self) -> int:
        """Time of the last one, or of the beginning."""
        return self.views[-1].told.time_us if self.views else self.begun_us


class Seen(msgspec.Struct, gc=False):
    """A visitor, as far as it says when there were visits."""

    visits: list[SeenVisit] = []

    def close_by(self, now_us: int) -> None:
        """Whatever was over by a moment is closed."""
        for visit in self.visits:
            visit.is_closed = visit.is_closed or is_over(visit, now_us)
