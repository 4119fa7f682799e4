"""Feeds the engine: records in the order of the log, in short slices, and it stops at any doubt."""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from services.analyzer.agents.collecting import set_aside
from services.analyzer.agents.owned import Held, Owned
from services.analyzer.engine.aggregator import SourceRecord

SLICE_SECONDS = 0.05  # after so long a waiting checkpoint or round of current rows gets its turn


class Feeder:
    """Applies stream events to the partitions they belong to."""

    def __init__(self, app: Any, owned: Owned[Any], tick_header: str, most_unacked: int, most_bytes: int):
        """`most_unacked` records or `most_bytes` applied without a checkpoint make it wait for one."""
        self._app, self._owned, self._tick_header = app, owned, tick_header
        self._most_unacked, self._most_bytes = most_unacked, most_bytes
        self.records = 0
        self.left_over = 0

    async def feed(self, runs: Sequence[Any]) -> None:
        """Apply the records of stream events one by one; what an earlier assignment left in the buffer is dropped.

        Raises:
            OffsetHole: a record is missing; going on would lose it.
            HistoryGone: the source no longer holds the records that follow the state.
        """
        left = deque((run, iter(run.message.records)) for run in runs)
        while left:
            await self._owned.counting(self._slice, left)
            if left:
                set_aside()
            await self._wait_for_checkpoint()

    def _slice(self, left: deque[tuple[Any, Iterator[Any]]]) -> None:
        """Apply records for a short while, in the counting thread."""
        until = time.perf_counter() + SLICE_SECONDS
        while left and time.perf_counter() < until:
            run, records = left[0]
            held = self._owned.partitions.get(run.message.partition)
            if held is None or run.message.generation_id != self._app.consumer_generation_id:
                self.left_over += sum(1 for _ in records)
            elif self._apply(held, records, until):
                size = sum(len(record.value or b"") for record in run.message.records)
                held.hold(run, len(run.message.records), size)
            else:
                return
            left.popleft()

    def _apply(self, held: Held[Any], records: Iterator[Any], until: float) -> bool:
        """Whether it came to their end in time."""
        engine = held.engine
        for record in records:
            if held.is_fresh and record.offset > max(engine.next_offset, held.log_start):
                raise HistoryGone(record.partition, engine.next_offset, record.offset)
            is_tick = any(name == self._tick_header for name, _ in record.headers)
            if engine.feed(SourceRecord(record.offset, record.key, record.value, is_tick)):
                held.is_fresh = False
                self.records += 1
            held.logged_at = record.timestamp / 1000
            if time.perf_counter() > until:
                return False
        return True

    async def _wait_for_checkpoint(self) -> None:
        while (is_much := self._is_much()) or self._owned.is_long_in_writing:
            self._owned.relieved.clear()
            if is_much:
                self._owned.pressed.set()
            await self._owned.relieved.wait()

    def _is_much(self) -> bool:
        owned = self._owned
        return owned.unacked > self._most_unacked or owned.unacked_bytes > self._most_bytes


class HistoryGone(RuntimeError):
    """The stream continues behind the state, and the broker still had the records between: the state was lost."""

    def __init__(self, partition: int, expected: int, got: int) -> None:
        """Offsets of the source topic."""
        super().__init__(
            f"partition {partition}: the state ends at offset {expected} but the stream continues at {got}, and the "
            f"records between were still there. The state topic was emptied or replaced: start with a new group and "
            f"a new state topic (ANALYZER_GROUP, ANALYZER_STATE_TOPIC) to rebuild."
        )
