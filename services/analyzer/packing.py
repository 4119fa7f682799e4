"""Panes as bytes: what a checkpoint writes of a pane, and how a pane that nobody needs open is held."""

from collections.abc import Callable

import msgspec

from services.analyzer.members import Limit, Members
from services.analyzer.panes import SHORT, UNUSED, Pane, PaneKey, Said


class Stored(msgspec.Struct, array_like=True, gc=False):
    """A pane as it is written; of its members only the small sets."""

    end: int
    sums: dict[str, int]
    said: dict[str, Said]
    touched_at: int
    is_closed: bool
    is_pending: bool
    is_live: bool
    revised_at: int
    first_offset: int
    members: dict[str, dict[str, int]] = {}
    is_frozen: bool = False
    counts: dict[str, int] = {}


class _Lists(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a stored pane, as far as it says which lists the pane is on."""

    end: int
    sums: msgspec.Raw
    said: msgspec.Raw
    touched_at: int
    is_closed: bool
    is_pending: bool


_lists = msgspec.msgpack.Decoder(_Lists).decode
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Stored).decode


def sets_apart(pane: Pane) -> list[tuple[str, Members]]:
    """The sets of members that are not stored with a pane: the large ones, which are stored in chunks.

    What is written for the first time may be over before it is written again, or have changed altogether: of such a
    window only sketches are stored apart, so that nobody is put into chunks in vain. Minutes that run are an exception:
    most of them are written once more, as they were.
    """
    if not pane.members:
        return []
    if pane.name or pane.packed or (not pane.is_closed and pane.key.kind in SHORT):
        return [(measure, members) for measure, members in pane.members.items() if members.is_large]
    return [(measure, members) for measure, members in pane.members.items() if members.sketch is not None]


def pack(pane: Pane, apart: list[tuple[str, Members]]) -> bytes:
    """A pane as bytes, in the order of `Stored`, but for the sets that are stored apart."""
    members = {name: members.held for name, members in pane.members.items()} if pane.members else {}
    for name, _ in apart:
        del members[name]
    body = _encode(
        (
            pane.end,
            pane.sums,
            pane.said,
            pane.touched_at,
            pane.is_closed,
            pane.is_pending,
            pane.is_live,
            pane.revised_at,
            pane.first_offset,
            members,
            pane.is_frozen,
            pane.counts,
        )
    )
    if pane.packed:
        pane.packed = body
    return body


def unpack(key: PaneKey, body: bytes, limit_of: Callable[[int], Limit]) -> Pane:
    """The pane that was packed, with the limit of a window that ends when it does."""
    stored = _decode(body)
    limit = limit_of(stored.end)
    members = {}
    for name, counts in stored.members.items():
        members[name] = Members.of(name, limit)
        members[name].take(counts)
    return Pane(
        key,
        stored.end,
        stored.sums or UNUSED,
        members or UNUSED,
        stored.said or UNUSED,
        stored.touched_at,
        stored.is_closed,
        stored.is_pending,
        stored.is_live,
        stored.revised_at,
        stored.first_offset,
        stored.is_frozen,
        stored.counts or UNUSED,
        limit=limit,
        packed=body,
    )


def is_at_rest(body: bytes) -> bool:
    """Whether a packed pane is on no list: closed, and nothing of it is to be said anew."""
    lists = _lists(body)
    return lists.is_closed and not lists.is_pending
