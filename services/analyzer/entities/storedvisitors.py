"""Visitors as they are stored: their page views and heartbeats are copied, not walked."""

import msgspec
from msgspec import Raw

from services.analyzer.entities.endtoend import array, laid, taken_apart
from services.analyzer.entities.facts import Told
from services.analyzer.entities.pings import Numbered, listed
from services.analyzer.entities.visitors import Visitor
from services.analyzer.entities.visits import NOTHING, Rule, View, Visit

NONE = Raw(b"\xc0")


class _Visit(msgspec.Struct, gc=False, omit_defaults=True):
    """A visit as it is stored."""

    begun_us: int
    views: Raw
    visit_id: str | None = None
    offset: int = 0
    is_closed: bool = False
    rule: Rule | None = None


class _Visitor(msgspec.Struct, gc=False, omit_defaults=True):
    """A visitor as it is stored."""

    visits: list[_Visit] = []
    touches: dict[str, Told] | None = None
    wishes: dict[str, str] | None = None
    beats: Raw = NONE
    different: int = 0
    orders: tuple[str, ...] = ()
    seen_at: int = 0
    pings: Numbered | None = None  # heartbeats as they were stored before


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Visitor).decode
_view = msgspec.msgpack.Decoder(View).decode


def pack(visitor: Visitor) -> bytes:
    """A visitor as bytes."""
    return _encode(
        _Visitor(
            [
                _Visit(
                    visit.begun_us,
                    Raw(array(visit.lay())),
                    visit.visit_id,
                    visit.offset,
                    visit.is_closed,
                    visit.rule,
                )
                for visit in visitor.visits
            ],
            visitor.touches,
            visitor.wishes,
            NONE if visitor.beats is None else Raw(array(visitor.beats)),
            visitor.different,
            visitor.orders,
            visitor.seen_at,
        )
    )


def unpack(body: bytes) -> Visitor:
    """The visitor that was packed, now or in an earlier form."""
    stored = _decode(body)
    beats: list[bytes] | None = None
    if stored.beats is not NONE:
        beats = taken_apart(stored.beats)
    elif stored.pings is not None:
        beats = laid(listed(stored.pings))
    visitor = Visitor(
        (),
        False,
        "\n",
        None,
        stored.touches,
        stored.wishes,
        beats,
        stored.different,
        stored.orders,
        stored.seen_at,
    )
    visitor.hold(map(_visit, stored.visits))
    visitor.find_ids()
    return visitor


def _visit(stored: _Visit) -> Visit:
    views = taken_apart(stored.views)
    return Visit(
        stored.begun_us,
        len(views),
        _view(views[0]) if views else NOTHING,
        _view(views[-1]).told.time_us if views else stored.begun_us,
        views,
        None,
        stored.visit_id,
        stored.offset,
        stored.is_closed,
        stored.rule,
    )
