"""Which of two events about the same thing counts (events.md E2): the result never depends on order of arrival."""

from hashlib import blake2b
from typing import Protocol

import msgspec

from services.analyzer.moments import SECOND
from services.contracts.envelope import Envelope
from services.contracts.moments import second_and_micros, seconds

_sorted = msgspec.json.Encoder(order="sorted").encode


class Told(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """How an event told its fact; the lowest rank wins: highest revision, then earliest time, id, content."""

    revision: int
    time_us: int
    event_id: str
    digest: int
    arrived: int  # epoch second of `receivedat`
    is_history: bool
    text: str = ""  # the beginning of the content with sorted names, where a tie is worth settling by it

    @property
    def rank(self) -> tuple[int, int, str, str, int]:
        """The sort key among tellings of one fact."""
        return (-self.revision, self.time_us, self.event_id, self.text, self.digest)

    @property
    def content(self) -> int:
        """What was told, and of which moment, as one number."""
        return self.digest ^ self.time_us

    @property
    def at(self) -> int:
        """Epoch second at which it happened."""
        return self.time_us // SECOND


class HasTold(Protocol):
    """Anything that remembers how it was told."""

    @property
    def told(self) -> Told:
        """The telling."""


def told(event: Envelope, kept: int = 0) -> Told:
    """The telling of a fact by an event; `kept` characters of its content settle the last tie."""
    data = getattr(event, "data", None)
    content = _sorted(getattr(event, "as_sent", data))
    at, time_us = second_and_micros(event.time)
    return Told(
        getattr(data, "revision", None) or 1,
        time_us,
        event.id,
        int.from_bytes(blake2b(content, digest_size=7).digest(), "big"),
        at if event.receivedat is None else seconds(event.receivedat),
        event.history,
        _beginning(event, data, content, kept) if kept else "",
    )


def _beginning(event: Envelope, data: object, content: bytes, kept: int) -> str:
    """The first characters of what was told; of a veiled event, of what may be heard of it."""
    shown = _sorted(data) if hasattr(event, "as_sent") else content
    return shown[:kept].decode(errors="replace")


def told_plainly(event: Envelope, time_us: int, arrived: int) -> Told:
    """The telling of a fact whose repetitions are compared by what is kept of them, without a digest."""
    return Told(1, time_us, event.id, 0, arrived, event.history)


def replaces(new: Told, old: Told | None) -> bool:
    """Whether a new telling takes the place of the one that counts."""
    return old is None or (not is_repeat(new, old) and new.rank < old.rank)


def other_contents(winner: Told, *contents: int) -> list[int]:
    """What was told of a fact in other ways than the one that counts, each once (events.md E2)."""
    return sorted(set(contents) - {winner.content})


def is_repeat(new: Told, old: Told | None) -> bool:
    """Whether both tell exactly the same (a duplicate, which changes nothing)."""
    return (
        old is not None
        and (new.revision, new.digest) == (old.revision, old.digest)
        and new.time_us == old.time_us
    )


def replaces_row(new: Told, old: Told) -> bool:
    """Whether a setting or row wins: highest revision, then highest (time, id), then lowest content (E2)."""
    mine, theirs = (new.revision, new.time_us, new.event_id), (old.revision, old.time_us, old.event_id)
    return mine > theirs or (mine == theirs and new.digest < old.digest)
