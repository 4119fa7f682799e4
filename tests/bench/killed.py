"""From SIGKILL to the first new row: the real analyzer on a real broker whose state topic holds a whole day.

`python -m tests.bench.killed` lives through the day of `recovery` first, some minutes of CPU.

The state topic is filled with the items of the day as the worker's checkpoints leave them, the source topic with as
many records as were counted (short ones: nobody reads them again). The analyzer loads it, counts one more record, is
killed, started at once, and gets the next record; the clock runs from the kill to the first row on the metrics topic
that has counted that record: more page views of the day than before. It is a static member of its group, as `up` has
it. RECOVERY_KILLS (3) says how often, RECOVERY_PORT_BASE (18400) where. What compaction would not have taken away yet
of the last minutes is not there.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psutil
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from services.analyzer.agents.collecting import spare_collector
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.stamps import META_KEY
from services.console.broker.process import running_broker
from services.console.ports import Ports
from services.contracts.topics import EVENTS, METRICS, STATE, TICK_HEADER, partition_of
from services.runtime.access.opening import open_access
from services.runtime.kafka.topics import ensure_topics
from services.runtime.settings import Stack
from tests.bench.recovery import live
from tests.system.metric_rows import Data, decode_row
from tests.system.processes import ServiceProcess

KILLS = int(os.environ.get("RECOVERY_KILLS", "3"))
PORT_BASE = int(os.environ.get("RECOVERY_PORT_BASE", "18400"))
SHOP, COUNTED, LIFE_SECONDS, LIMIT_SECONDS = "shop_0000", b"{}\n", 10.0, 300.0
NUMBER = partition_of(SHOP)


def main() -> None:
    """Live through the day, then die and come back a few times."""
    spare_collector()
    life = live()
    seconds = measure(life.log, life.next_offset, life.source)
    print(json.dumps({"bench": "killed", "events": life.events, **seconds}))


def measure(log: Mapping[bytes, bytes], next_offset: int, source: Iterator[SourceRecord]) -> dict[str, Any]:
    """Seconds of each kill, and how the analyzer was before and after."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        ports = Ports(PORT_BASE)
        bootstrap = stack.enter_context(running_broker(folder / "broker", ports))
        settings = Stack(broker=bootstrap, data_dir=folder)
        ensure_topics(settings)
        open_access(settings).dispose()
        producer = stack.enter_context(
            closing(KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=5))
        )
        _fill(producer, log, next_offset)
        given = {
            "DIANZHANG_BROKER": bootstrap,
            "DIANZHANG_DATA_DIR": str(folder),
            "ANALYZER_INSTANCE": "first",
        }
        analyzer = ServiceProcess("analyzer", ports.of("analyzer"), given, folder / "analyzer.log")
        stack.callback(analyzer.stop)
        rows = stack.enter_context(closing(Rows(bootstrap)))
        return _lives(analyzer, producer, source, rows)


def _fill(producer: KafkaProducer, log: Mapping[bytes, bytes], next_offset: int) -> None:
    """The topics as a day leaves them: state items, then the record that makes them count."""
    for _ in range(next_offset):
        producer.send(EVENTS, COUNTED, key=SHOP.encode(), partition=NUMBER)
    for key, value in log.items():
        if key != META_KEY:
            producer.send(STATE, value, key=key, partition=NUMBER)
    producer.flush()
    producer.send(STATE, log[META_KEY], key=META_KEY, partition=NUMBER)
    producer.flush()


def _lives(
    analyzer: ServiceProcess, producer: KafkaProducer, source: Iterator[SourceRecord], rows: "Rows"
) -> dict[str, Any]:
    seconds, cpu, memory = [], [], []
    analyzer.start()
    for turn in range(KILLS + 1):
        if turn:
            time.sleep(LIFE_SECONDS)
            rows.catch_up()
        began = time.monotonic()
        if turn:
            analyzer.kill()
            analyzer.start()
        _send(producer, source)
        rows.await_more()
        seconds.append(round(time.monotonic() - began, 1))
        process = psutil.Process(analyzer.pid)
        cpu.append(round(sum(process.cpu_times()[:2]), 1))
        memory.append(round(process.memory_info().rss / 2**20))
    return {
        "first_start_s": seconds[0],
        "kill_to_first_row_s": seconds[1:],
        "cpu_s_until_then": cpu[1:],
        "rss_mb_then": memory[1:],
        "load": os.getloadavg()[0],
    }


def _send(producer: KafkaProducer, source: Iterator[SourceRecord]) -> None:
    """The next record with events, and the ticks before it."""
    for record in source:
        headers = [(TICK_HEADER, b"1")] if record.is_tick else []
        producer.send(EVENTS, record.value, key=record.key, partition=NUMBER, headers=headers)
        if not record.is_tick:
            break
    producer.flush()


class Rows:
    """The page views of the shop's day, as the metrics topic says them."""

    def __init__(self, bootstrap: str) -> None:
        """Connect."""
        self._said = ("", 0)  # begin of the latest day, its page views
        self._place = TopicPartition(METRICS, NUMBER)
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        self._consumer.assign([self._place])
        self._consumer.seek_to_beginning()

    def catch_up(self) -> None:
        """Hear all that was said until now."""
        end = self._consumer.end_offsets([self._place])[self._place]
        while self._consumer.position(self._place) < end:
            self._hear()

    def await_more(self) -> None:
        """Hear of more page views than before."""
        known, deadline = self._said, time.monotonic() + LIMIT_SECONDS
        while self._said <= known:
            assert time.monotonic() < deadline, f"nothing after {known} was said"
            self._hear()

    def _hear(self) -> None:
        for records in self._consumer.poll(20).values():
            for line in (line for record in records for line in record.value.split(b"\n")):
                if b'"page_views"' in line:
                    self._take(decode_row(line).data)

    def _take(self, said: Data) -> None:
        if (said.metric, said.window.kind, said.scope) == ("page_views", "day", {"shop_id": SHOP}):
            self._said = max(self._said, (said.window.start, int(said.value or 0)))

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()


if __name__ == "__main__":
    main()
