"""What the bench asks of the broker: topics, the input, and what an engine wrote."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from services.console.broker.process import running_broker
from services.console.ports import Ports
from services.contracts.topics import partition_of
from tests.bench.job import Figures, RowKey
from tests.bench.size import PORT_BASE

PARTITIONS = 12


class Line(msgspec.Struct):
    """One output row."""

    window: int
    shop_id: str
    source: str
    views: int
    visitors: int
    orders: int
    buyers: int
    gmv_cents: int


@contextmanager
def bench_broker() -> Iterator[tuple[str, Path]]:
    """The address of a broker of its own and a folder; both go away."""
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        running_broker(Path(folder), Ports(PORT_BASE)) as bootstrap,
    ):
        yield bootstrap, Path(folder)


def make_topics(bootstrap: str, names: Iterable[str], compacted: Iterable[str] = ()) -> None:
    """Create topics that do not exist yet."""
    kept = {name: {"retention.ms": "-1"} for name in names}
    kept |= {name: {"cleanup.policy": "compact"} for name in compacted}
    with closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        new = [NewTopic(name, PARTITIONS, 1, topic_configs=settings) for name, settings in kept.items()]
        admin.create_topics(new)
        admin.wait_for_topics(list(kept))


def load(bootstrap: str, topic: str, records: Iterable[tuple[str, bytes]]) -> int:
    """Send (shop, lines) records; returns how many there were."""
    number = 0
    with closing(KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=20)) as producer:
        for shop, lines in records:
            producer.send(topic, lines, key=shop.encode(), partition=partition_of(shop, PARTITIONS))
            number += 1
        producer.flush()
    return number


def judge(bootstrap: str, topic: str, truth: dict[RowKey, Figures]) -> dict[str, object]:
    """Whether the rows on a topic are exactly the true ones."""
    said: dict[RowKey, Figures] = {}
    times: Counter[RowKey] = Counter()
    for line in _lines(bootstrap, topic):
        key = RowKey(line.window, line.shop_id, line.source)
        times[key] += 1
        said[key] = Figures(line.views, line.visitors, line.orders, line.buyers, line.gmv_cents)
    wrong = sum(said.get(key) != figures for key, figures in truth.items())
    extra = len(said.keys() - truth.keys())
    return {
        "correct": not wrong and not extra,
        "windows": f"{len(said)}/{len(truth)}",
        "wrong": wrong,
        "twice": sum(count > 1 for count in times.values()),
    }


def _lines(bootstrap: str, topic: str) -> Iterator[Line]:
    decode = msgspec.json.Decoder(Line).decode
    for record in records_of(bootstrap, topic):
        for line in record.split(b"\n"):
            yield decode(line)


def records_of(bootstrap: str, topic: str) -> Iterator[bytes]:
    """All values on a topic as it stands."""
    with closing(KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)) as consumer:
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        left = {place for place in places if ends[place]}
        while left:
            for place, records in consumer.poll(1000, max_records=5000).items():
                yield from (record.value for record in records)
                if consumer.position(place) >= ends[place]:
                    left.discard(place)
