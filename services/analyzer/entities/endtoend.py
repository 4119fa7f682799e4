"""Small records as they are stored: what is read seldom is held so, and written without being walked."""

from collections.abc import Iterable
from typing import Any

import msgspec

_pack = msgspec.msgpack.Encoder().encode
_FEW, _SHORT, _LONG = 0x90, b"\xdc", b"\xdd"  # how an array of MessagePack begins, by its length
_records = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode


def laid(records: Iterable[Any]) -> list[bytes]:
    """Records, each as it is stored."""
    return list(map(_pack, records))


def array(records: list[bytes]) -> bytes:
    """The stored array that records make."""
    number = len(records)
    if number < 1 << 4:
        head = bytes((_FEW | number,))
    elif number < 1 << 16:
        head = _SHORT + number.to_bytes(2, "big")
    else:
        head = _LONG + number.to_bytes(4, "big")
    return head + b"".join(records)


def taken_apart(stored: msgspec.Raw) -> list[bytes]:
    """The records of a stored array."""
    return list(map(bytes, _records(stored)))
