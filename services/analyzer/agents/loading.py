"""Reads the state of partitions back from the compacted state topic, as raw bytes and up to its very end."""

from asyncio import gather
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord, TopicPartition

from services.analyzer.agents.outputs import stamp_of
from services.analyzer.engine.recovery import Image

FETCH_BYTES = 8 << 20
POLL_MS = 500


@dataclass(frozen=True)
class LogSpan:
    """What the broker still has of a partition: [start, end)."""

    start: int
    end: int


class StateReader:
    """A consumer of its own: the framework's table recovery is an order of magnitude slower."""

    def __init__(self, broker: str, topic: str, progressed: Callable[[], None]) -> None:
        """`progressed` is called after each poll, so that a long load does not look like a stuck worker."""
        self._broker, self._topic, self._progressed = broker, topic, progressed

    async def read(self, source: str, numbers: Iterable[int]) -> dict[int, tuple[Image, LogSpan]]:
        """The image of each partition's state, and what the source topic holds of the same partition."""
        numbers = sorted(numbers)
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._broker,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=FETCH_BYTES,
            fetch_max_wait_ms=100,
        )
        await consumer.start()
        try:
            spans, images = await gather(
                self._spans(consumer, source, numbers), self._images(consumer, numbers)
            )
        finally:
            await consumer.stop()
        return {number: (images[number], spans[number]) for number in numbers}

    async def _spans(self, consumer: AIOKafkaConsumer, topic: str, numbers: list[int]) -> dict[int, LogSpan]:
        places = [TopicPartition(topic, number) for number in numbers]
        starts, ends = await gather(consumer.beginning_offsets(places), consumer.end_offsets(places))
        return {place.partition: LogSpan(starts[place], ends[place]) for place in places}

    async def _images(self, consumer: AIOKafkaConsumer, numbers: list[int]) -> dict[int, Image]:
        spans = await self._spans(consumer, self._topic, numbers)
        images = {number: Image() for number in numbers}
        left = {TopicPartition(self._topic, n) for n, span in spans.items() if span.end > span.start}
        consumer.assign(left)
        for place in left:
            consumer.seek(place, spans[place.partition].start)
        while left:
            for place, records in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                self._take(images[place.partition], records)
            # The position, not the last record's offset: compaction leaves gaps, also at the end.
            left = {place for place in left if await consumer.position(place) < spans[place.partition].end}
            self._progressed()
        return images

    def _take(self, image: Image, records: list[ConsumerRecord]) -> None:
        for record in records:
            image.read(record.key, record.value, stamp_of(record.headers))
