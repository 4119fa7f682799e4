"""When an event has been here before: fingerprints by (`source`, `id`), of the content and of the natural key."""

from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Print:
    """An event as it is remembered, three keyed 64-bit numbers: who it says it is, what it says, what it is about."""

    key: int
    content: int
    identity: int


def keyed(secret: bytes, *parts: bytes) -> int:
    """A signed 64-bit number that only the shop's secret can make of these parts."""
    digest = blake2b(b"\x00".join(parts), digest_size=8, key=secret)
    return int.from_bytes(digest.digest(), "big", signed=True)


def key_of(secret: bytes, source: object, event_id: object) -> int:
    """The number under which an event is remembered."""
    return keyed(secret, str(source).encode("utf-8", "replace"), str(event_id).encode("utf-8", "replace"))


def identity_of(secret: bytes, event_type: str, natural_key: tuple[str, ...]) -> int:
    """What an event is about: its type and natural key."""
    return keyed(secret, event_type.encode(), *(part.encode("utf-8", "replace") for part in natural_key))
