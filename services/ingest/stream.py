"""Ingest's end of the stream: connected as soon as the broker answers, with a tick every few seconds."""

import asyncio
from collections.abc import Callable

from kafka.errors import KafkaError

from services.ingest.ticks import BROKER, Ticks
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.kafka.producer import NotAcknowledged, RecordProducer
from services.runtime.kafka.publisher import EventPublisher
from services.runtime.kafka.topics import TopicsDiffer, check_topics
from services.runtime.settings import Stack

PAUSE_SECONDS = 2.0
log = logs.get(__name__)


class Stream:
    """Until it is connected nothing can be stored, and requests that try say so."""

    def __init__(
        self,
        stack: Stack,
        producer: RecordProducer,
        publisher: EventPublisher,
        clock: Clock,
        health: Health,
        tick_seconds: float,
        check: Callable[[Stack], None] = check_topics,
    ) -> None:
        self._stack = stack
        self._check = check
        self._producer = producer
        self._publisher = publisher
        self._health = health
        self._ticks = Ticks(producer, publisher, clock, health, stack.partitions, tick_seconds)
        self._is_connected = False

    async def run(self) -> None:
        """Connect, however long the broker takes, then tick until cancelled."""
        while not self._is_connected:
            try:
                await self._connect()
            except (NotAcknowledged, TopicsDiffer, KafkaError) as error:
                log.warning("broker_not_ready", broker=self._stack.broker, error=str(error))
                self._health.set_ready(BROKER, False, str(error))
                await asyncio.sleep(PAUSE_SECONDS)
        await self._ticks.run()

    async def stop(self) -> None:
        """Send what waits and disconnect."""
        if self._is_connected:
            await self._publisher.stop()
        await self._producer.stop()

    async def _connect(self) -> None:
        await asyncio.to_thread(self._check, self._stack)
        await self._producer.start()
        await self._publisher.start()
        self._is_connected = True
