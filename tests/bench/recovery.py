"""From a killed analyzer's state back to the first new row: a day of a large shop, in process, without a broker.

The state items of a day of RECOVERY_EVENTS events (1,000,000) with RECOVERY_BUYERS buyers (100,000) are what the
changelog would hold. Measured is the CPU of reading them as a changelog (`engine.recovery.Image`), restoring the
fold, and the next record with its current rows. What broker and assignment take comes on top of it: see `killed`.
"""

import gc
import json
import os
import resource
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import psutil

from services.analyzer.agents.collecting import spare_collector
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from tests.bench.source import Size, events_of, records

EVENTS = int(os.environ.get("RECOVERY_EVENTS", "1000000"))
PEOPLE = int(os.environ.get("RECOVERY_BUYERS", "100000"))
RATE = 12.0  # events a second of event time: a million a day
CHECKPOINT_RECORDS = 500


class Life(NamedTuple):
    """What was lived before the kill: the changelog as compaction leaves it, and the records that come after it."""

    events: int
    log: dict[bytes, bytes]
    next_offset: int
    source: Iterator[SourceRecord]
    lived_mb: float  # memory that the state took in the process that lived through it


def main() -> None:
    """Live through the day, keep what was written, die, come back."""
    spare_collector()
    life = live()
    print(
        json.dumps({"bench": "recovery", "events": life.events, "lived_mb": life.lived_mb, **recovered(life)})
    )


def live() -> Life:
    """The day, with a checkpoint every few records."""
    log: dict[bytes, bytes] = {}
    partition, fed, before = Partition(ShopAggregator()), 0, _used_mb()
    source = records(Size(1, RATE, 2000, 4 * PEOPLE, "sale"))
    for number, record in enumerate(source):
        partition.feed(record)
        fed += events_of(record)
        if number % CHECKPOINT_RECORDS == 0 or fed >= EVENTS:
            _write(partition, log)
        if fed >= EVENTS:
            break
    held, next_offset = _used_mb() - before - _size_mb(log), partition.next_offset
    del partition
    return Life(fed, log, next_offset, source, round(held, 1))


def _write(partition: Partition, log: dict[bytes, bytes]) -> None:
    """What compaction leaves of a checkpoint."""
    snapshot = partition.snapshot()
    for write in (*snapshot.items, *snapshot.meta, *snapshot.tombstones):
        if write.value is None:
            log.pop(write.key, None)
        else:
            log[write.key] = write.value


def recovered(life: Life) -> dict[str, Any]:
    """CPU-seconds and memory of coming back."""
    gc.collect()
    before, began = _used_mb(), time.process_time()
    image = Image()
    for key, value in life.log.items():
        image.read(key, value)
    read = time.process_time()
    partition = Partition(fold := ShopAggregator(), image)
    del image
    restored, used = time.process_time(), _used_mb()
    partition.feed(next(record for record in life.source if not record.is_tick))
    rows = fold.current()
    done = time.process_time()
    return {
        "items": len(life.log),
        "state_mb": round(_size_mb(life.log), 1),
        "read_cpu_s": round(read - began, 2),
        "restore_cpu_s": round(restored - read, 2),
        "first_row_cpu_s": round(done - restored, 2),
        "until_first_row_cpu_s": round(done - began, 2),
        "restored_mb": round(used - before, 1),
        "rows": sum(row.value.count(b"\n") + 1 for row in rows),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _used_mb() -> float:
    return psutil.Process().memory_info().rss / 2**20


def _size_mb(log: dict[bytes, bytes]) -> float:
    return sum(len(key) + len(value) for key, value in log.items()) / 2**20


if __name__ == "__main__":
    main()
