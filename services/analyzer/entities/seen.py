"""What can be seen of a visitor who is packed away, a tenth of the work of opening one."""

import msgspec

from services.analyzer.entities.visitors import GAP_US


class _When(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a telling, as far as it says when."""

    revision: int
    time_us: int


class _SeenView(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a page view."""

    told: _When


class SeenVisit(msgspec.Struct, gc=False):
    """When a visit had its page views, and whether it is over."""

    begun_us: int
    views: list[_SeenView]
    is_closed: bool = False

    @property
    def closes_us(self) -> int:
        """The moment at which it is over when no further view comes."""
        return self.last_us + GAP_US

    @property
    def last_us(self) -> int:
        """Time of its last page view."""
        return self.views[-1].told.time_us if self.views else self.begun_us


class Seen(msgspec.Struct, gc=False):
    """A visitor, as far as it says when there were visits."""

    visits: list[SeenVisit] = []
