"""An ingest process on a real broker, and a reader of all that it wrote."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from kafka import KafkaConsumer, TopicPartition

from services.contracts.snapshots import example
from services.contracts.topics import TOPICS
from services.runtime.access import keys
from services.runtime.access.opening import open_access
from services.runtime.kafka.topics import ensure_topics
from services.runtime.settings import Stack
from tests.system.ports import free_base
from tests.system.running import ROOT, eventually


@dataclass
class IngestProcess:
    """A running `python -m services.ingest`; its log is `log`."""

    process: subprocess.Popen[bytes]
    stack: Stack
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def key(self, shop: str | None, scope: Any = "write") -> str:
        """A new key."""
        return keys.create(open_access(self.stack), shop, scope).key

    def post(self, body: Any, key: str, path: str = "/v1/events", **headers: str) -> httpx.Response:
        """Send a body, as JSON unless it is bytes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.post(
            self.url + path,
            content=content,
            headers={"Authorization": f"Bearer {key}", **headers},
            timeout=60,
        )

    def get(self, path: str, key: str = "") -> httpx.Response:
        """Ask something."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.get(self.url + path, headers=headers, timeout=60)

    def is_ready(self) -> bool:
        return self._says_ok("/readyz")

    def is_answering(self) -> bool:
        return self._says_ok("/healthz")

    def _says_ok(self, path: str) -> bool:
        try:
            return self.get(path).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def running_ingest(
    broker: str, folder: Path, with_broker: bool = True, **settings: Any
) -> Iterator[IngestProcess]:
    """An ingest for as long as the block runs; `settings` are its own (`INGEST_*`).

    It is ready when the block begins; `with_broker` False: it answers, and waits for a broker that is away.
    """
    stack, port, log = Stack(broker=broker, data_dir=folder), free_base(), folder / "ingest.log"
    folder.mkdir(parents=True, exist_ok=True)
    if with_broker:
        ensure_topics(stack)
    environment = {f"INGEST_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {"DIANZHANG_BROKER": broker, "DIANZHANG_DATA_DIR": str(folder), "INGEST_PORT": str(port)}
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.ingest"], cwd=ROOT, stderr=out, env={**os.environ, **environment}
        )
    ingest = IngestProcess(process, stack, port, log)
    try:
        eventually(ingest.is_ready if with_broker else ingest.is_answering, 60)
        yield ingest
    finally:
        process.terminate()
        process.wait(30)


def records(broker: str) -> dict[str, list[Any]]:
    """All records on the broker by topic, in order per partition."""
    consumer = KafkaConsumer(bootstrap_servers=broker, enable_auto_commit=False)
    found: dict[str, list[Any]] = {topic.name: [] for topic in TOPICS}
    present = consumer.topics()
    places = [
        TopicPartition(topic, partition)
        for topic in found
        if topic in present
        for partition in consumer.partitions_for_topic(topic)
    ]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    while any(consumer.position(place) < end for place, end in ends.items()):
        for place, more in consumer.poll(1_000).items():
            found[place.topic] += more
    consumer.close()
    return found


def lines(broker: str, topic: str, shop: str) -> list[dict[str, Any]]:
    """The events of a shop on a topic."""
    values = [each.value for each in records(broker)[topic] if each.key == shop.encode()]
    return [json.loads(line) for value in values for line in value.splitlines()]


def taken(broker: str, topic: str, shop: str) -> list[dict[str, Any]]:
    """The events of a shop on a topic without what is said of refused ones."""
    return [line for line in lines(broker, topic, shop) if line["type"] != "event.quarantined"]


def order(number: int | str, **data: Any) -> dict[str, Any]:
    """A payment of its own, made now."""
    made = example("order.paid")
    del made["shopid"]
    made |= {"id": f"paid:{number}", "time": datetime.now(UTC).isoformat()}
    made["data"] |= {"order_id": str(number), **data}
    return made
