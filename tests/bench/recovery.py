"""From a killed analyzer's state back to the first new row: a day of a large shop, in process, without a broker.

The state items of a day of RECOVERY_EVENTS events (1,000,000) with RECOVERY_BUYERS buyers (100,000) are what the
changelog would hold; measured is reading them as a changelog (`engine.recovery.Image`), restoring the fold, and the
next record with its current rows. What broker and assignment take comes on top of it (docs/scale.md).
"""

import json
import os
import resource
import time
from typing import Any

from services.analyzer.agents.collecting import spare_collector
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from tests.bench.mix import records

EVENTS = int(os.environ.get("RECOVERY_EVENTS", "1000000"))
PEOPLE = int(os.environ.get("RECOVERY_BUYERS", "100000"))
RATE = 12.0  # events a second of event time: a million a day
CHECKPOINT_RECORDS = 500


def main() -> None:
    """Live through the day, keep what was written, die, come back."""
    spare_collector()
    log: dict[bytes, bytes] = {}
    partition, fed = Partition(ShopAggregator()), 0
    source = records(1, RATE, 2000, 4 * PEOPLE)
    for number, record in enumerate(source):
        partition.feed(record)
        fed += 0 if record.is_tick else record.value.count(b"\n") + 1
        if number % CHECKPOINT_RECORDS == 0 or fed >= EVENTS:
            _write(partition, log)
        if fed >= EVENTS:
            break
    del partition
    print(json.dumps({"bench": "recovery", "events": fed, **_recovered(log, source)}))


def _write(partition: Partition, log: dict[bytes, bytes]) -> None:
    """What compaction leaves of a checkpoint."""
    snapshot = partition.snapshot()
    for write in (*snapshot.items, *snapshot.meta, *snapshot.tombstones):
        if write.value is None:
            log.pop(write.key, None)
        else:
            log[write.key] = write.value


def _recovered(log: dict[bytes, bytes], source: Any) -> dict[str, Any]:
    began = time.process_time()
    image = Image()
    for key, value in log.items():
        image.read(key, value)
    read = time.process_time()
    partition = Partition(fold := ShopAggregator(), image)
    restored = time.process_time()
    record = next(source)
    while record.is_tick:
        record = next(source)
    partition.feed(record)
    rows = fold.current()
    done = time.process_time()
    return {
        "items": len(log),
        "state_mb": round(sum(len(key) + len(value) for key, value in log.items()) / 2**20, 1),
        "read_cpu_s": round(read - began, 2),
        "restore_cpu_s": round(restored - read, 2),
        "first_row_cpu_s": round(done - restored, 2),
        "until_first_row_cpu_s": round(done - began, 2),
        "rows": sum(row.value.count(b"\n") + 1 for row in rows),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    main()
