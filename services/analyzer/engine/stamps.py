"""State records on the changelog: a stamp, the stamp before it, a body.

A stamp is the next source offset to read when the item had this body (offset of the last record applied, plus one).
As state is a function of the log alone, a body with stamp s is right for s whoever wrote it and whenever.
"""

import struct
from typing import NamedTuple

HEADER = struct.Struct(">QQ")
META_KEY = b"!meta"
NEVER = 0


class StampedItem(NamedTuple):
    """One version of a state item; `previous` is the stamp of the durable version before it, 0 for none.

    An empty body is a grave: the item has ended, and its tombstone may still have to be written.
    """

    stamp: int
    previous: int
    body: bytes

    @property
    def is_grave(self) -> bool:
        """Whether the item ended with this version."""
        return not self.body


def pack(item: StampedItem) -> bytes:
    """The changelog value of a state item."""
    return HEADER.pack(item.stamp, item.previous) + item.body


def unpack(value: bytes) -> StampedItem:
    """The state item in a changelog value."""
    stamp, previous = HEADER.unpack_from(value)
    return StampedItem(stamp, previous, value[HEADER.size :])
