"""Takes what the second count has said, and its history has not stored yet, into that history."""

from contextlib import closing
from datetime import UTC, datetime

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from sqlalchemy import Engine

from services.analyzer.history.writing import HistoryWriter
from services.runtime.kafka.connection import client_options
from services.runtime.kafka.inbox import InboxRecord
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
        writer = HistoryWriter()
        while left:
            polled = [record for records in consumer.poll(timeout_ms=POLL_MS).values() for record in records]
            with writing(database) as session:
                writer.take(session, [_record(each) for each in polled])
            left = {place for place in left if consumer.position(place) < ends[place]}
    return writer.rows


def _record(polled: ConsumerRecord) -> InboxRecord:
    return InboxRecord(
        polled.topic,
        polled.partition,
        polled.offset,
        polled.key,
        polled.value or b"",
        datetime.fromtimestamp(polled.timestamp / 1_000, UTC),
        dict(polled.headers),
    )
