"""The source topic as the lineage reads it: records of one partition by offset, with a consumer of its own."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from threading import BoundedSemaphore
from typing import NamedTuple, Protocol

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaTimeoutError

from services.runtime.kafka.connection import client_options
from services.runtime.settings import Stack

POLL_MS = 1_000
PATIENCE_POLLS = 10
FETCH_BYTES = 4 << 20
MOST_READERS = 2


class LogRecord(NamedTuple):
    """One record: the lines of one shop, or a tick."""

    offset: int
    value: bytes
    is_tick: bool


class Partition(Protocol):
    """One partition of the log while it is looked at."""

    @property
    def first(self) -> int:
        """The earliest offset that the broker still has."""

    @property
    def end(self) -> int:
        """The offset after the last record."""

    def since(self, second: int) -> int:
        """The first offset appended at or after an epoch second; the end when there is none."""

    def records(self, offset: int, end: int) -> Iterator[LogRecord]:
        """The records of [offset, end) that are still there, in order; `KafkaTimeoutError` when they do not come."""


class Log(Protocol):
    """The source topic."""

    @property
    def topic(self) -> str:
        """Its name."""

    @property
    def partitions(self) -> int:
        """How many partitions it has."""

    def open(self, number: int) -> AbstractContextManager[Partition]:
        """One partition; raises `TooManyReaders`, and `KafkaError` when the broker is away."""


class TooManyReaders(Exception):
    """As many readers as allowed are at work."""


class EventLog:
    """Opens partitions of a topic, few at a time: each look reads from the broker, not from memory."""

    def __init__(self, stack: Stack, topic: str, tick_header: str) -> None:
        """Nothing is opened yet."""
        self.topic, self.partitions = topic, stack.partitions
        self._stack, self._tick_header = stack, tick_header
        self._readers = BoundedSemaphore(MOST_READERS)

    @contextmanager
    def open(self, number: int) -> Iterator[Partition]:
        """One partition; raises `TooManyReaders`, and `KafkaError` when the broker is away."""
        if not self._readers.acquire(timeout=5.0):
            raise TooManyReaders
        try:
            with closing(self._consumer()) as consumer:
                yield _Open(consumer, TopicPartition(self.topic, number), self._tick_header)
        finally:
            self._readers.release()

    def _consumer(self) -> KafkaConsumer:
        return KafkaConsumer(
            **client_options(self._stack),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=FETCH_BYTES,
            bootstrap_timeout_ms=5_000,
        )


class _Open:
    """A partition that a consumer reads."""

    def __init__(self, consumer: KafkaConsumer, place: TopicPartition, tick_header: str) -> None:
        self._consumer, self._place, self._tick_header = consumer, place, tick_header
        consumer.assign([place])
        self.first: int = consumer.beginning_offsets([place])[place]
        self.end: int = consumer.end_offsets([place])[place]

    def since(self, second: int) -> int:
        found = self._consumer.offsets_for_times({self._place: second * 1_000})[self._place]
        return self.end if found is None else int(found.offset)

    def records(self, offset: int, end: int) -> Iterator[LogRecord]:
        at, empty = max(offset, self.first), 0
        self._consumer.seek(self._place, at)
        while at < min(end, self.end):
            polled = self._consumer.poll(timeout_ms=POLL_MS).get(self._place, [])
            empty = 0 if polled else empty + 1
            if empty == PATIENCE_POLLS:
                raise KafkaTimeoutError(f"{self._place} ends at {self.end} but gave nothing from {at} on")
            for record in polled:
                if record.offset >= end:
                    return
                yield LogRecord(record.offset, record.value or b"", self._is_tick(record.headers))
            at = self._consumer.position(self._place)

    def _is_tick(self, headers: list[tuple[str, bytes]] | None) -> bool:
        return any(name == self._tick_header for name, _ in headers or ())
