"""Takes what the second count has said, and its history has not stored yet, into that history."""

from contextlib import closing

from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import Engine

from services.analyzer.history.lines import read_line
from services.analyzer.history.store import Batch
from services.runtime.kafka.connection import client_options
from services.runtime.settings import Stack
from services.runtime.store import writing

POLL_MS = 2_000


def drain(stack: Stack, topic: str, stored: dict[int, int], database: Engine) -> int:
    """Store the rest of a topic that nobody writes to any more; returns the number of rows."""
    places = {TopicPartition(topic, number): offset for number, offset in stored.items()}
    with closing(KafkaConsumer(**client_options(stack), group_id=None, enable_auto_commit=False)) as consumer:
        ends = consumer.end_offsets(list(places))
        left = {place for place, offset in places.items() if offset < ends[place]}
        consumer.assign(list(left))
        for place in left:
            consumer.seek(place, places[place])
        rows = 0
        while left:
            batch = Batch()
            for records in consumer.poll(timeout_ms=POLL_MS).values():
                for record in records:
                    for line in (record.value or b"").split(b"\n"):
                        if line:
                            batch.add(*read_line(line))
            with writing(database) as session:
                rows += batch.write(session.connection())
            left = {place for place in left if consumer.position(place) < ends[place]}
    return rows
