"""Reads metric rows back from the stream, to compare what two analyzers said."""

from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b
from itertools import islice

import msgspec
from kafka import KafkaConsumer, TopicPartition

from services.contracts.topics import PARTITIONS


class Window(msgspec.Struct):
    """The kind of a window and its begin, as text with the shop's offset."""

    kind: str
    start: str


class Data(msgspec.Struct):
    """One figure of one window; a scope names its shop too."""

    metric: str
    scope: dict[str, str]
    window: Window
    is_final: bool
    value: int | float | None = None


class Row(msgspec.Struct):
    """What tests read of a `metric.rolled` event."""

    id: str
    shopid: str
    data: Data


decode_row = msgspec.json.Decoder(Row).decode


class FinalRows:
    """The final rows on a topic by shop and id, each as a digest: there are millions of them."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        """Read the topic as it stands; the id holds window, scope and revision."""
        self._bootstrap, self._topic = bootstrap, topic
        self.shops: dict[str, dict[bytes, bytes]] = {}
        self.repeated = self.days = 0
        self.differing: list[tuple[str, str]] = []
        for row, line in self._read():
            self._add(row, line)
            self.days += ":day:" in row.id

    def _read(self) -> Iterator[tuple[Row, bytes]]:
        for value in values(self._bootstrap, self._topic):
            for line in value.split(b"\n"):
                row = decode_row(line)
                if row.data.is_final:
                    yield row, line

    def _add(self, row: Row, line: bytes) -> None:
        said = _digest(line)
        known = self.shops.setdefault(row.shopid, {}).setdefault(_digest(row.id.encode()), said)
        self.repeated += known is not said
        if known != said:
            self.differing.append((row.shopid, row.id))

    def __len__(self) -> int:
        """How many rows there are."""
        return sum(len(rows) for rows in self.shops.values())

    def lacking(self, other: "FinalRows", shop: str) -> list[str]:
        """The ids of (at most ten) rows of a shop that another topic does not hold to the byte."""
        mine, theirs = self.shops.get(shop, {}), other.shops.get(shop, {})
        lacking = {row for row, said in mine.items() if theirs.get(row) != said}
        if not lacking:
            return []
        named = (
            row.id for row, _ in self._read() if row.shopid == shop and _digest(row.id.encode()) in lacking
        )
        return list(islice(named, 10))


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=12).digest()


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
