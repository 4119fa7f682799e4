"""What can be seen of a visitor who is packed away, a tenth of the work of opening one."""

import msgspec

from services.analyzer.entities.visits import Rule


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
    rule: Rule | None = None


class Seen(msgspec.Struct, gc=False):
    """A visitor, as far as it says when there were visits."""

    visits: list[SeenVisit] = []
