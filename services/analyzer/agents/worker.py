"""The stream side of an analyzer, whatever it counts: source records in, checkpointed folds, rows out.

source topic ─▶ roll ─▶ engine.Partition (pure) ─▶ checkpoint: rows, items, meta, tombstones, acknowledge
                            └─▶ current rows, every half second
assignment ─▶ load: the state topic, up to its end ─▶ engine.Partition
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic

from aiokafka.errors import KafkaError
from faust.exceptions import ConsumerNotStarted
from faust.types import TP

from services.analyzer.agents.checkpoints import CheckpointWriter
from services.analyzer.agents.current import CurrentRows, Rows
from services.analyzer.agents.loading import LogSpan, StateReader
from services.analyzer.agents.owned import Fold, Held, Owned
from services.analyzer.agents.pace import Pace
from services.analyzer.agents.rolling import Feeder
from services.analyzer.agents.watchdog import Die, Watchdog
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from services.runtime.kafka.stream import run_topic
from services.runtime.kafka.waits import App

TAKE_RUNS = 8
TAKE_SECONDS = 0.1
ASK_SECONDS = 5.0


@dataclass(frozen=True)
class Plan:
    """Which topics a worker reads and writes, and how often; times in seconds, sizes in bytes."""

    broker: str
    source: str
    state: str
    tick_header: str
    outputs: dict[str, str] = field(default_factory=dict)  # the fold's topics -> those of this installation
    checkpoint_every: float = 1.0
    current_every: float = 0.5
    most_unacked: int = 20_000
    most_unacked_bytes: int = 64 << 20
    stall_after: float = 180.0
    asleep_after: float = 10.0


class Worker(Generic[Fold]):
    """Owns partitions of the source topic; every error in it ends the process, as recovery is exact."""

    def __init__(
        self,
        app: App,
        plan: Plan,
        fold: Callable[[int], Fold],
        die: Die,
        current: Rows | None = None,
    ) -> None:
        """`fold` makes the aggregator of one partition; `current` gives its changed current rows, if it has any."""
        self.app, self.plan, self._new_fold, self._die = app, plan, fold, die
        self.owned: Owned[Fold] = Owned()
        self.watchdog = Watchdog(die, plan.stall_after, plan.asleep_after, lambda: self.owned.is_counting)
        self.writer = CheckpointWriter(app, self.owned, plan.state, plan.outputs)
        self.writer.doubt = self.watchdog.look
        self.feeder = Feeder(app, self.owned, plan.tick_header, plan.most_unacked, plan.most_unacked_bytes)
        self.reader = StateReader(plan.broker, plan.state, self.watchdog.progressed)
        self.current = current and CurrentRows(
            app, self.owned, current, plan.outputs, plan.current_every, self.behind
        )
        self.tell_ready: Callable[[bool], None] = lambda _: None  # False from a revocation to the next load
        self.recovery_seconds = 0.0
        self.restored_bytes = 0
        self._attach()

    async def asked_end(self, topic: str, number: int) -> int | None:
        """The same as the broker says now; None while it does not answer."""
        place = TP(topic, number)
        try:
            ends = await asyncio.wait_for(self.app.consumer.highwaters(place), ASK_SECONDS)
        except (TimeoutError, KafkaError, ConsumerNotStarted):
            return None
        end: int | None = ends.get(place)
        return end

    def log_end(self, topic: str, number: int) -> int | None:
        """The offset after the last record of a partition, as the last fetch said; None before the first."""
        end: int | None = self.app.consumer.highwater(TP(topic, number))
        return end

    def lag(self, number: int) -> int:
        """Records of an owned partition that are not applied yet, as far as known."""
        end = self.log_end(self.plan.source, number)
        return 0 if end is None else max(0, end - self.owned.partitions[number].engine.next_offset)

    def behind(self) -> float:
        """How many seconds ago the log took what was applied last of the partition that lags most; 0 without a lag."""
        lagging = (
            held for number, held in self.owned.partitions.items() if held.logged_at and self.lag(number)
        )
        oldest = min((held.logged_at for held in lagging), default=None)
        return 0.0 if oldest is None else time.time() - oldest

    def _attach(self) -> None:
        self.app.agent(run_topic(self.app, self.plan.source), concurrency=1, name="roll")(self._roll)
        self.app.on_partitions_revoked.connect(self._revoked, weak=False)
        self.app.on_rebalance_complete.connect(self._assigned, weak=False)
        self.app.on_before_shutdown.connect(self._stopping, weak=False)
        self.app.task(self._checkpoints)
        self.watchdog.start()
        if self.current:
            self.app.task(self._currents)

    async def _roll(self, stream: Any) -> None:
        async for runs in stream.noack_take(TAKE_RUNS, within=TAKE_SECONDS):
            await self._or_die(self.feeder.feed(runs), "feeding the engine")

    async def _checkpoints(self) -> None:
        pace = Pace(time.monotonic)
        while not self.app.should_stop:
            is_pressed = await self.owned.rest(self.plan.checkpoint_every)
            if is_pressed or pace.is_due(self.behind()):
                with pace.timed():
                    await self._or_die(self._checkpoint(), "a checkpoint")

    async def _checkpoint(self) -> None:
        await self.writer.take()
        self.watchdog.progressed()

    async def _currents(self) -> None:
        assert self.current
        await self._or_die(self.current.run(), "sending current rows")

    async def _revoked(self, *_: Any, **__: Any) -> None:
        await self.owned.drop()
        self.tell_ready(False)
        self.watchdog.progressed()

    async def _assigned(self, *_: Any, **__: Any) -> None:
        await self._or_die(self._load(), "loading the state")

    async def _load(self) -> None:
        began, generation = time.monotonic(), self.app.consumer_generation_id
        numbers = [
            place.partition for place in self.app.consumer.assignment() if place.topic == self.plan.source
        ]
        loaded = await self.reader.read(self.plan.source, numbers) if numbers else {}
        held, self.restored_bytes = {}, 0
        for number, (image, span) in loaded.items():
            held[number] = await self.owned.counting(self._restored, number, image, span)
        if generation == self.app.consumer_generation_id:
            await self._start_where_state_ends(held)
            await self.owned.take_over(held)
            self.recovery_seconds = time.monotonic() - began
            self.tell_ready(True)
        self.watchdog.progressed()

    async def _start_where_state_ends(self, held: dict[int, Held[Fold]]) -> None:
        """The state says where to read on, whatever the group has committed: a lost or new state counts anew."""
        wanted = {
            TP(self.plan.source, number): max(each.engine.next_offset, each.log_start)
            for number, each in held.items()
        }
        if wanted:
            consumer: Any = self.app.consumer
            await consumer._commit(wanted)  # noqa: SLF001 - there is no public way to commit chosen offsets

    def _restored(self, number: int, image: Image, span: LogSpan) -> Held[Fold]:
        if image.next_offset > span.end:
            raise SourceReplaced(number, image.next_offset, span.end)
        fold = self._new_fold(number)
        engine = Partition(fold, image)
        self.restored_bytes += engine.restored_bytes
        return Held(engine, fold, span.start, checkpointed=engine.next_offset)

    async def _stopping(self, *_: Any, **__: Any) -> None:
        """A clean stop leaves nothing to be done again."""
        await self._or_die(self.writer.take(), "the last checkpoint")

    async def _or_die(self, work: Coroutine[Any, Any, None], what: str) -> None:
        try:
            await work
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except BaseException as error:
            self._die(f"{what} failed: {type(error).__name__}: {error}")
            raise


class SourceReplaced(RuntimeError):
    """The state is ahead of the source topic: the topic was made anew."""

    def __init__(self, partition: int, expected: int, end: int) -> None:
        """Offsets of the source topic."""
        super().__init__(
            f"partition {partition}: the state ends at offset {expected} but the source ends at {end}. The source "
            f"topic was replaced: start with a new group and a new state topic to count the new one."
        )
