"""The partitions that this worker owns now, the lock that keeps checkpoints and rebalances apart, the counting thread.

All that touches a fold runs in one thread, one call after the other: counting never races with itself, and the loop
goes on answering the API and the broker while a long record is counted.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from services.analyzer.engine.aggregator import Aggregator
from services.analyzer.engine.checkpoint import Snapshot
from services.analyzer.engine.partition import Partition

LONG_WRITE = 30.0  # seconds after which counting waits for a checkpoint that is being written (P)
Fold = TypeVar("Fold", bound=Aggregator)
Answer = TypeVar("Answer")


@dataclass
class Held(Generic[Fold]):
    """One owned partition: its engine, what it applied and has not acknowledged, what operators ask about."""

    engine: Partition
    fold: Fold
    log_start: int = 0  # first offset that the source still had when the state was loaded
    is_fresh: bool = True  # nothing applied since the state was loaded
    is_being_written: bool = False  # a checkpoint has taken its snapshot and is not through yet
    applied: list[Any] = field(default_factory=list)  # stream events that are not acknowledged, in order
    unacked: int = 0  # records in them
    unacked_bytes: int = 0
    logged_at: float = 0.0  # when the log took the latest applied record, epoch seconds
    checkpointed: int = 0  # offset up to which everything is durable
    checkpointed_at: float | None = None  # epoch seconds of the last checkpoint of this session

    def hold(self, event: Any, records: int, size: int) -> None:
        """Remember an applied event of so many records until a checkpoint covers it; `size` in bytes."""
        self.applied.append(event)
        self.unacked += records
        self.unacked_bytes += size

    def snapshot(self) -> tuple[Snapshot | None, int, list[Any]]:
        """What is to be made durable (None: nothing new), up to which offset, and the events that it covers."""
        covered, self.applied, self.unacked, self.unacked_bytes = self.applied, [], 0, 0
        changed = self.engine.snapshot() if self.engine.is_changed else None
        return changed, self.engine.next_offset, covered


class Owned(Generic[Fold]):
    """All owned partitions by number; empty between a revocation and the next assignment."""

    def __init__(self) -> None:
        """Nothing is owned before the first assignment."""
        self.lock = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="counting")
        self._asked = 0
        self.relieved = asyncio.Event()  # set whenever events were acknowledged or dropped
        self.pressed = asyncio.Event()  # set by whoever waits for a checkpoint
        self.partitions: dict[int, Held[Fold]] = {}
        self.written_since: float | None = None  # when the checkpoint began that is being written

    @property
    def is_long_in_writing(self) -> bool:
        """Whether a checkpoint takes so long that the next one, of all that is counted meanwhile, would take longer."""
        return self.written_since is not None and time.monotonic() - self.written_since > LONG_WRITE

    async def counting(self, work: Callable[..., Answer], *given: Any) -> Answer:
        """Do something with folds in their thread."""
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)
        finally:
            self._asked -= 1

    @property
    def is_counting(self) -> bool:
        """Whether the thread has something to do."""
        return self._asked > 0

    @property
    def unacked(self) -> int:
        """Records applied and not yet acknowledged."""
        return sum(held.unacked for held in self.partitions.values())

    @property
    def unacked_bytes(self) -> int:
        """Their size in bytes."""
        return sum(held.unacked_bytes for held in self.partitions.values())

    async def rest(self, seconds: float) -> bool:
        """Wait so long, or until somebody waits for a checkpoint; True when somebody does."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.pressed.wait(), seconds)
        is_pressed = self.pressed.is_set()
        self.pressed.clear()
        return is_pressed

    async def drop(self) -> None:
        """Forget everything, after waiting for a running checkpoint."""
        async with self.lock:
            self.partitions.clear()
        self.relieved.set()

    async def take_over(self, partitions: dict[int, Held[Fold]]) -> None:
        """Own these partitions and no others."""
        async with self.lock:
            self.partitions.clear()
            self.partitions.update(partitions)
