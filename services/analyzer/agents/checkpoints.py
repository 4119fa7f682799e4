"""Makes what was counted durable: at most once a second, stage after stage, and only then acknowledged.

The order of the stages is engine/checkpoint.py's; here each stage is awaited before the next one begins. Partitions
are independent of one another, so theirs run side by side through one producer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from services.analyzer import telemetry
from services.analyzer.agents.outputs import Written, row_record, state_record
from services.analyzer.agents.owned import Held, Owned
from services.analyzer.engine.checkpoint import Snapshot

SENDS_PER_SLICE = 200  # after so many the loop turns, so that the API answers during a large checkpoint


class CheckpointWriter:
    """Writes snapshots of the owned partitions through the stream's own producer."""

    def __init__(self, app: Any, owned: Owned[Any], state_topic: str, topics: dict[str, str]) -> None:
        """`topics` renames the aggregator's output topics (an installation may run a second analyzer beside it)."""
        self._app, self._owned, self._state_topic, self._topics = app, owned, state_topic, topics
        self.doubt: Callable[[], None] = (
            _no_doubt  # asked before each stage; ends the process when there is one
        )
        self.ended_at: float | None = None  # epoch seconds
        self.state_bytes = 0

    async def take(self) -> None:
        """One checkpoint of all owned partitions that have something to make durable."""
        async with self._owned.lock:
            began = self._owned.written_since = time.monotonic()
            waiting = [item for item in self._owned.partitions.items() if _has_news(item[1])]
            try:
                await asyncio.gather(*(self._one(number, held) for number, held in waiting))
            finally:
                self._owned.written_since = None
                self._owned.relieved.set()
            self.ended_at = time.time()
            telemetry.checkpoint_seconds.of().observe(time.monotonic() - began)

    async def _one(self, number: int, held: Held[Any]) -> None:
        generation = self._app.consumer_generation_id
        held.is_being_written = True
        snapshot, offset, covered = await self._owned.counting(held.snapshot)
        if snapshot is not None:
            for stage in self._stages(snapshot):
                self.doubt()
                await send_all(self._app.producer, stage, number)
            held.checkpointed = offset
        held.is_being_written = False
        held.checkpointed_at = time.time()
        if generation == self._app.consumer_generation_id:
            for event in covered:
                event.ack()
        self._owned.relieved.set()

    def _stages(self, snapshot: Snapshot) -> tuple[Iterable[Written], ...]:
        """The snapshot's stages as records for the broker, in its order."""
        self.state_bytes += sum(item.size for item in snapshot.items)
        rows = [row_record(row, self._topics) for row in snapshot.rows]
        state = [snapshot.items, snapshot.meta, snapshot.tombstones]
        return (rows, *((state_record(write, self._state_topic) for write in stage) for stage in state))


async def send_all(producer: Any, records: Iterable[Written], partition: int) -> None:
    """Hand records to the producer in order and await every acknowledgement."""
    sent: list[Awaitable[Any]] = []
    for record in records:
        sent.append(
            await producer.send(record.topic, record.key, record.value, partition, None, record.headers)
        )
        if len(sent) % SENDS_PER_SLICE == 0:
            await asyncio.sleep(0)
    for acknowledgement in sent:
        await acknowledgement


def _has_news(held: Held[Any]) -> bool:
    """A checkpoint that was cut off took what it had not written yet: nothing may be made durable on top of it."""
    return not held.is_being_written and (bool(held.applied) or held.engine.is_changed)


def _no_doubt() -> None:
    return
