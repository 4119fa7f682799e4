"""How far two counts are, as the broker and their databases say."""

import asyncio
from collections.abc import Iterable
from contextlib import closing
from typing import NamedTuple

from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import Engine

from services.analyzer.agents.loading import StateReader
from services.runtime.kafka.connection import client_options
from services.runtime.kafka.inbox import Inbox
from services.runtime.settings import Stack


class LogBegins(NamedTuple):
    """Where a partition of the log begins: offset, and epoch second of its first record (0 when it is complete)."""

    offset: int
    second: int


class Broker:
    """Asks the broker for offsets; by partition."""

    def __init__(self, stack: Stack) -> None:
        """A stack whose broker answers."""
        self._stack, self._numbers = stack, range(stack.partitions)

    def ends(self, topic: str) -> dict[int, int]:
        """The offset after the last record of each partition."""
        with closing(self._consumer(None)) as consumer:
            found = consumer.end_offsets(self._places(topic))
        return {place.partition: offset for place, offset in found.items()}

    def counted(self, group: str, topic: str) -> dict[int, int]:
        """What a group has counted durably of a topic."""
        with closing(self._consumer(group)) as consumer:
            return {place.partition: consumer.committed(place) or 0 for place in self._places(topic)}

    def begins(self, topic: str) -> dict[int, LogBegins]:
        """Where each partition begins; complete ones begin with offset 0."""
        with closing(self._consumer(None)) as consumer:
            starts = consumer.beginning_offsets(self._places(topic))
            ends = consumer.end_offsets(list(starts))
            return {
                place.partition: LogBegins(
                    start, _second(consumer, place, start) if 0 < start < ends[place] else 0
                )
                for place, start in starts.items()
            }

    def state_ends(self, source: str, state_topic: str) -> dict[int, int]:
        """The exact source offset of each partition's durable state."""
        reader = StateReader(self._stack.broker, state_topic, lambda: None)
        loaded = asyncio.run(reader.read(source, self._numbers))
        return {number: image.next_offset for number, (image, _) in loaded.items()}

    def _places(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, number) for number in self._numbers]

    def _consumer(self, group: str | None) -> KafkaConsumer:
        return KafkaConsumer(
            **client_options(self._stack),
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            bootstrap_timeout_ms=10_000,
        )


def _second(consumer: KafkaConsumer, place: TopicPartition, start: int) -> int:
    """When the first record of a partition was appended."""
    consumer.assign([place])
    consumer.seek(place, start)
    while True:
        for record in consumer.poll(timeout_ms=5_000).get(place, []):
            return int(record.timestamp // 1_000)


def stored(database: Engine, group: str, topic: str, numbers: Iterable[int]) -> dict[int, int]:
    """How far a history has taken in its metrics topic."""
    found = Inbox(database, group).offsets([(topic, number) for number in numbers])
    return {number: offset for (_, number), offset in found.items()}


def reached(now: dict[int, int], goal: dict[int, int]) -> bool:
    """Whether every partition is as far as wanted."""
    return all(now.get(number, 0) >= wanted for number, wanted in goal.items())


def missing(now: dict[int, int], goal: dict[int, int]) -> int:
    """How many records are left."""
    return sum(max(0, wanted - now.get(number, 0)) for number, wanted in goal.items())
