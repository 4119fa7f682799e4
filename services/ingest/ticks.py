"""Time in the log: ingest's clock on every partition, so that silence can be told from delay (architecture 2)."""

import asyncio

import msgspec

from services.contracts.topics import EVENTS, TICK_HEADER
from services.ingest.judging import stamp
from services.ingest.telemetry import TICKS
from services.runtime import logs
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.kafka.producer import NotAcknowledged, Record, RecordProducer
from services.runtime.kafka.publisher import EventPublisher

PATIENCE_SECONDS = 6.0
BROKER = "broker"
log = logs.get(__name__)


class Ticks:
    """One tick at a time, behind the lines that were there before it; without a broker none are piled up."""

    def __init__(
        self,
        producer: RecordProducer,
        publisher: EventPublisher,
        clock: Clock,
        health: Health,
        partitions: int,
        seconds: float,
    ) -> None:
        self._producer = producer
        self._publisher = publisher
        self._clock = clock
        self._health = health
        self._partitions = partitions
        self._seconds = seconds

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            await asyncio.gather(self._tick(), asyncio.sleep(self._seconds))

    async def _tick(self) -> None:
        records = tick_records(stamp(self._clock.now()), self._partitions)
        try:
            await self._publisher.flush()
            await self._producer.send(records, PATIENCE_SECONDS)
        except NotAcknowledged as error:
            log.warning("tick_not_acknowledged", error=str(error))
            self._health.set_ready(BROKER, False, "the broker does not acknowledge")
            return
        TICKS.of().inc(len(records))
        self._health.set_ready(BROKER, True)


def tick_records(now: str, partitions: int) -> list[Record]:
    """The same moment on every partition."""
    value = msgspec.json.encode({"tick": now})
    headers = ((TICK_HEADER, b"1"),)
    return [Record(EVENTS, None, value, partition, headers) for partition in range(partitions)]
