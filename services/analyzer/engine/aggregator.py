"""What the engine asks of an aggregator: a pure fold over the records of one source partition."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class SourceRecord(NamedTuple):
    """One record of the source topic, as the aggregator sees it."""

    offset: int
    key: bytes | None
    value: bytes
    is_tick: bool = False


class OutputRecord(NamedTuple):
    """One record that a checkpoint must make durable before the state that produced it."""

    topic: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()


class Aggregator(Protocol):
    """A fold whose state is a function of the records seen, and of nothing else (no clock, no `hash()`).

    State lives in named items; `take_changed` names the items touched since the last call, with their bytes,
    `take_dropped` those that no longer exist. `take_rows` hands over the output records of the same span.
    """

    def apply(self, record: SourceRecord) -> None:
        """Fold one record in."""

    def take_rows(self) -> list[OutputRecord]:
        """Rows produced since the last call, in order."""

    def take_changed(self) -> dict[bytes, bytes]:
        """State items changed since the last call, key -> body (never empty)."""

    def take_dropped(self) -> list[bytes]:
        """Keys of state items that ended since the last call."""

    def restore(self, items: Mapping[bytes, bytes]) -> None:
        """Take over the state items of a durable checkpoint (called once, before the first record)."""
