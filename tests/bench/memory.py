"""A hundred thousand items, search words and buyers in one shop: what the process grows by, and what the model says.

`python -m tests.bench.memory` prints one JSON line; the sizes are MEMORY_ITEMS, MEMORY_WORDS and MEMORY_BUYERS (100,000
each, which takes about fifteen minutes; 5,000 show the same in half a minute). The shop is `crowd`'s: a day of shoppers
and the morning after it, with a checkpoint and current rows each two thousand events. Memory is resident memory after a
collection, less that before the first event; the model is `costs`. With MEMORY_WEIGH=1, for small shops, the line holds
the bytes of each thing that the table of the model is made of, too.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest

from services.analyzer.agents.collecting import spare_collector
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.partition import Partition
from services.analyzer.telemetry import Shown, Today
from services.runtime import telemetry
from tests.bench import census, costs
from tests.bench.crowd import records

ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}  # as deploy/Dockerfile has it
CHECKPOINT_RECORDS = 20
MEBIBYTE = 2**20


def lived(items: int, words: int, buyers: int) -> tuple[Partition, ShopAggregator, int]:
    """A partition that has lived through it, and how many events there were; nothing waits to be written."""
    fold = ShopAggregator()
    partition, events = Partition(fold), 0
    for number, record in enumerate(records(items, words, buyers)):
        partition.feed(record)
        events += 0 if record.is_tick else record.value.count(b"\n") + 1
        if number % CHECKPOINT_RECORDS == 0:
            partition.snapshot()
            fold.current()
    partition.snapshot()
    fold.current()
    return partition, fold, events


def series(fold: ShopAggregator) -> int:
    """How many series the service shows, its own and those of the day."""
    today, registry = Today(Shown()), CollectorRegistry()
    registry.register(today)
    today.refresh(fold.gauges(today.shown.has))
    today.refresh_health({name: {p.shop_id: 1.0 for p in fold.progress()} for name in HEALTH})
    lines = (generate_latest(registry) + generate_latest(telemetry.registry)).decode().splitlines()
    return sum(bool(line) and not line.startswith("#") for line in lines)


HEALTH = ("watermark_lag_seconds", "open_windows", "pending_revisions", "late_events")


def measure(items: int, words: int, buyers: int, is_weighed: bool = False) -> dict[str, Any]:
    """Live through it and report; memory in MiB."""
    spare_collector()
    before, began = _resident(), time.process_time()
    partition, fold, events = lived(items, words, buyers)
    took = time.process_time() - began
    gc.collect()
    grown = _resident() - before
    held = census.counted(partition, fold)
    said = costs.predicted(held)
    weights = {"weighed": census.weighed(partition, fold)} if is_weighed else {}
    return {
        "bench": "memory",
        "items": items,
        "words": words,
        "buyers": buyers,
        "events": events,
        "cpu_s": round(took),
        "grown_mb": round(grown / MEBIBYTE),
        "predicted_mb": round(said / MEBIBYTE),
        "ratio": round(grown / said, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "series": series(fold),
        "held": dict(sorted(held.items())),
        **weights,
    }


def _resident() -> int:
    """Bytes of resident memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    """As the environment sizes it, in a process whose allocator is set as the service's is."""
    told = os.environ
    if told.get("MEMORY_CHILD") is None:
        command = [sys.executable, "-m", "tests.bench.memory"]
        subprocess.run(command, env={**told, **ALLOCATOR, "MEMORY_CHILD": "1"}, check=True)
        return
    items, words, buyers = (
        int(told.get(f"MEMORY_{name}", "100000")) for name in ("ITEMS", "WORDS", "BUYERS")
    )
    print(json.dumps(measure(items, words, buyers, is_weighed=bool(told.get("MEMORY_WEIGH")))))


if __name__ == "__main__":
    main()
