import asyncio
import gc
import time

import pytest

from services.analyzer.agents.owned import LONG_WRITE, Held, Owned
from services.analyzer.agents.rolling import SLICE_SECONDS, Feeder, HistoryGone
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.partition import OffsetHole, Partition
from tests.analyzer.agents.broker import App, Counts, Event


def worker(most_unacked: int = 100, log_start: int = 0) -> tuple[App, Owned[Counts], Feeder]:
    app, owned, fold = App(), Owned[Counts](), Counts()
    owned.partitions[0] = Held(Partition(fold), fold, log_start)
    return app, owned, Feeder(app, owned, "tick", most_unacked, 1 << 20)


def offsets(owned: Owned[Counts]) -> list[int]:
    return [record.offset for record in owned.partitions[0].fold.seen]


async def test_what_is_left_over_from_an_earlier_assignment_is_dropped() -> None:
    app, owned, feeder = worker()
    await feeder.feed([Event(app, 7, 8, generation=0), Event(app, 0, partition=5), Event(app, 0)])
    assert offsets(owned) == [0]
    assert feeder.left_over == 3


async def test_a_missing_record_stops_everything() -> None:
    app, owned, feeder = worker()
    with pytest.raises(OffsetHole):
        await feeder.feed([Event(app, 0), Event(app, 2)])
    assert offsets(owned) == [0]


async def test_a_record_missing_inside_a_run_stops_everything_too() -> None:
    app, owned, feeder = worker()
    with pytest.raises(OffsetHole):
        await feeder.feed([Event(app, 0, 1, 3)])
    assert offsets(owned) == [0, 1]


async def test_what_retention_took_is_no_hole() -> None:
    app, owned, feeder = worker(log_start=40)
    await feeder.feed([Event(app, 40), Event(app, 41)])
    assert offsets(owned) == [40, 41]


async def test_a_stream_that_goes_on_behind_a_lost_state_is_no_start() -> None:
    app, owned, feeder = worker()
    with pytest.raises(HistoryGone, match="state topic"):
        await feeder.feed([Event(app, 10)])
    assert offsets(owned) == []


async def test_ticks_are_known_by_their_header() -> None:
    app, owned, feeder = worker()
    await feeder.feed([Event(app, 0), Event(app, 1, is_tick=True)])
    assert [record.is_tick for record in owned.partitions[0].fold.seen] == [False, True]


async def test_it_waits_for_a_checkpoint_when_too_much_is_unacknowledged() -> None:
    app, owned, feeder = worker(most_unacked=2)
    feeding = asyncio.create_task(feeder.feed([Event(app, offset) for offset in range(3)]))
    await asyncio.sleep(0.01)
    assert not feeding.done()
    assert owned.pressed.is_set()
    owned.partitions[0].snapshot()
    owned.relieved.set()
    await asyncio.wait_for(feeding, 1)


async def test_it_waits_for_a_checkpoint_that_is_long_in_writing() -> None:
    app, owned, feeder = worker()
    owned.written_since = time.monotonic() - LONG_WRITE - 1
    feeding = asyncio.create_task(feeder.feed([Event(app, 0)]))
    await asyncio.sleep(0.1)
    assert not feeding.done()
    assert not owned.pressed.is_set()
    owned.written_since = None
    owned.relieved.set()
    await asyncio.wait_for(feeding, 1)


async def test_it_goes_on_beside_a_checkpoint_that_began_just_now() -> None:
    app, owned, feeder = worker()
    owned.written_since = time.monotonic()
    await asyncio.wait_for(feeder.feed([Event(app, 0)]), 1)


async def test_a_revocation_ends_the_waiting() -> None:
    app, owned, feeder = worker(most_unacked=2)
    feeding = asyncio.create_task(feeder.feed([Event(app, offset) for offset in range(3)]))
    await asyncio.sleep(0.01)
    await owned.drop()
    await asyncio.wait_for(feeding, 1)


class Slow(Counts):
    """Takes longer over a record than a slice lasts."""

    def apply(self, record: SourceRecord) -> None:
        time.sleep(1.2 * SLICE_SECONDS)
        super().apply(record)


async def test_a_checkpoint_gets_its_turn_inside_a_run_and_acknowledges_the_run_only_when_it_is_through() -> (
    None
):
    app, owned, feeder = worker()
    held = owned.partitions[0] = Held(Partition(slow := Slow()), slow)
    run = Event(app, 0, 1, 2)
    feeding = asyncio.create_task(feeder.feed([run]))
    await asyncio.sleep(0.1 * SLICE_SECONDS)
    _, offset, covered = await owned.counting(held.snapshot)
    assert (offset, covered) == (1, [])
    await asyncio.wait_for(feeding, 5)
    assert offsets(owned) == [0, 1, 2]
    assert (owned.unacked, owned.unacked_bytes) == (3, 3 * len(b"line"))
    assert held.snapshot()[1:] == (3, [run])
    assert owned.unacked == 0


async def test_what_is_counted_without_a_pause_is_not_looked_at_for_cycles() -> None:
    app, owned, feeder = worker()

    def slow(record: SourceRecord) -> None:
        time.sleep(1.2 * SLICE_SECONDS)

    gc.unfreeze()
    await feeder.feed([Event(app, *range(5))])
    assert gc.get_freeze_count() == 0
    owned.partitions[0].fold.apply = slow  # type: ignore[method-assign]
    await feeder.feed([Event(app, 5, 6)])
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
