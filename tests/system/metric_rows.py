"""Reads metric rows back from the stream, to compare what two analyzers said."""

from collections.abc import Iterator
from contextlib import closing

import msgspec
from kafka import KafkaConsumer, TopicPartition

from services.contracts.topics import PARTITIONS


class _Data(msgspec.Struct):
    is_final: bool


class _Line(msgspec.Struct):
    id: str
    shopid: str
    data: _Data


class FinalRows:
    """The final rows on a topic by shop and id; the id holds window, scope and revision."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        """Read the topic as it stands."""
        self.lines: dict[tuple[str, str], bytes] = {}
        self.repeated = 0
        self.differing: list[tuple[str, str]] = []
        decode = msgspec.json.Decoder(_Line).decode
        for value in values(bootstrap, topic):
            for line in value.split(b"\n"):
                row = decode(line)
                if row.data.is_final:
                    self._add((row.shopid, row.id), line)

    def _add(self, key: tuple[str, str], line: bytes) -> None:
        known = self.lines.setdefault(key, line)
        self.repeated += known is not line
        if known != line:
            self.differing.append(key)

    def of(self, shop: str) -> dict[str, bytes]:
        """The rows of one shop by id."""
        return {row: line for (of_shop, row), line in self.lines.items() if of_shop == shop}


class Ends:
    """Where a topic ends, asked over one connection."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        """Connect."""
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        self._places = [TopicPartition(topic, number) for number in range(PARTITIONS)]

    def __call__(self) -> dict[TopicPartition, int]:
        """The end of each partition."""
        return dict(self._consumer.end_offsets(self._places))

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()


def values(bootstrap: str, topic: str) -> Iterator[bytes]:
    """All record values of a topic as it stands."""
    with closing(KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)) as consumer:
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        left = {place for place in places if ends[place]}
        while left:
            for records in consumer.poll(500).values():
                yield from (record.value for record in records)
            left = {place for place in left if consumer.position(place) < ends[place]}
