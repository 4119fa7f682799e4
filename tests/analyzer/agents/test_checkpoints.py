import asyncio
from itertools import groupby

import pytest

from services.analyzer.agents.checkpoints import CheckpointWriter
from services.analyzer.agents.outputs import Written, stamp_of
from services.analyzer.agents.owned import Held, Owned
from services.analyzer.agents.rolling import Feeder
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from services.analyzer.engine.stamps import META_KEY
from tests.analyzer.agents.broker import App, Counts, Event


class Worker:
    """One partition with a feeder and a writer."""

    def __init__(self) -> None:
        self.app, self.owned = App(), Owned[Counts]()
        fold = Counts()
        self.owned.partitions[0] = Held(Partition(fold), fold)
        self.feeder = Feeder(self.app, self.owned, "tick", 100, 1 << 20)
        self.writer = CheckpointWriter(self.app, self.owned, "state", {"rows": "rows.here"})

    async def feed(self, *offsets: int) -> None:
        await self.feeder.feed([Event(self.app, offset) for offset in offsets])

    @property
    def log(self) -> list[tuple[str, object]]:
        return self.app.producer.log


def kind(record: object) -> str:
    assert isinstance(record, Written)
    if record.topic != "state":
        return "row"
    if record.key == META_KEY:
        return "meta"
    return "item" if record.value is not None else "tombstone"


async def test_whoever_waits_for_a_checkpoint_in_writing_goes_on_when_it_is_through() -> None:
    worker = Worker()
    await worker.feed(0)
    worker.owned.relieved.clear()
    taking = asyncio.create_task(worker.writer.take())
    await asyncio.sleep(0)
    assert worker.owned.written_since is not None
    await taking
    assert worker.owned.written_since is None
    assert worker.owned.relieved.is_set()


async def test_each_stage_is_acknowledged_before_the_next_begins_and_the_source_comes_last() -> None:
    worker = Worker()
    await worker.feed(0)
    await worker.writer.take()
    worker.log.clear()
    await worker.feed(1, 2)
    await worker.writer.take()
    told = [(what, kind(record) if what != "source" else str(record)) for what, record in worker.log]
    assert [step for step, _ in groupby(told)] == [
        ("sent", "row"),
        ("acknowledged", "row"),
        ("sent", "item"),
        ("acknowledged", "item"),
        ("sent", "meta"),
        ("acknowledged", "meta"),
        ("sent", "tombstone"),
        ("acknowledged", "tombstone"),
        ("source", "1"),
        ("source", "2"),
    ]


async def test_rows_go_to_the_topics_of_this_installation() -> None:
    worker = Worker()
    await worker.feed(0)
    await worker.writer.take()
    assert {record.topic for what, record in worker.log if what == "sent"} == {"rows.here", "state"}  # type: ignore[attr-defined]


async def test_nothing_is_written_twice_nor_without_news() -> None:
    worker = Worker()
    await worker.feed(0)
    await worker.writer.take()
    written = len(worker.log)
    await worker.writer.take()
    assert len(worker.log) == written


async def test_a_rebalance_during_a_checkpoint_leaves_the_old_assignment_unacknowledged() -> None:
    worker = Worker()
    await worker.feed(0)
    worker.writer.doubt = lambda: setattr(worker.app, "consumer_generation_id", 2)
    await worker.writer.take()
    assert not [record for what, record in worker.log if what == "source"]


async def test_a_broker_that_refuses_leaves_the_source_unacknowledged() -> None:
    worker = Worker()
    await worker.feed(0)
    worker.app.producer.is_broken = True
    with pytest.raises(ConnectionError):
        await worker.writer.take()
    assert not worker.log


async def test_a_tombstone_carries_the_stamp_that_recovery_reads() -> None:
    worker = Worker()
    for offset in range(3):
        await worker.feed(offset)
        await worker.writer.take()
    image = Image()
    for what, record in worker.log:
        if what == "sent" and isinstance(record, Written) and record.topic == "state":
            image.read(record.key, record.value, stamp_of(record.headers))
    assert image.next_offset == 3
    assert {key: item.body for key, item in image.items().items()} == {b"at 2": b"3"}
    last = {record.key: record for _, record in worker.log if isinstance(record, Written)}
    assert stamp_of(last[b"at 1"].headers) == 3


async def test_the_writer_asks_before_each_stage_whether_it_may_still_write() -> None:
    worker, asked = Worker(), []
    worker.writer.doubt = lambda: asked.append(len(worker.log))
    await worker.feed(0)
    await worker.writer.take()
    assert asked == [0, 2, 4, 6]


async def test_nothing_is_made_durable_on_top_of_a_checkpoint_that_was_cut_off() -> None:
    worker = Worker()
    await worker.feed(0)
    stages = iter(range(4))
    worker.writer.doubt = lambda: checkpoint.cancel() if next(stages) == 1 else None
    checkpoint = asyncio.create_task(worker.writer.take())
    with pytest.raises(asyncio.CancelledError):
        await checkpoint
    await worker.feed(1)
    worker.log.clear()
    await worker.writer.take()
    assert not [record for what, record in worker.log if what != "acknowledged"]
