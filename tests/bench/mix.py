"""A realistic mix through the whole fold in one process without a broker: decode, apply, checkpoints, current rows.

`python -m tests.bench.mix` prints one JSON line: events per CPU-second, and microseconds an event by phase. The cadence
is that of a worker that is behind (`agents.pace`); with MIX_KEEPING_UP=1 that of one that keeps up: a checkpoint each
second and current rows each half second of counting, a round followed by at least four times its own length for
everything else. Making the input is not measured.
Of a long run each million events is told on stderr, with the memory of that moment.
MIX_EVENTS (200,000), MIX_SHOPS (1), MIX_RATE events a second of event time of the largest shop (200), MIX_ITEMS (2,000)
and MIX_VISITORS (100,000) size it; MIX_KIND is one of mixes.MIXES (usual).
"""

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heapify, heapreplace
from typing import Any

from services.analyzer.agents.collecting import set_aside, spare_collector
from services.analyzer.agents.pace import SELDOM, pause, rest
from services.analyzer.agents.rolling import SLICE_SECONDS
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.checkpoint import Snapshot
from services.analyzer.engine.partition import Partition
from tests.bench.shopping import START, Shopping

LINES, SEED = 100, 20261129
TOLD_EVERY = 1_000_000  # events
KIND = os.environ.get("MIX_KIND", "usual")
KEEPS_UP = bool(os.environ.get("MIX_KEEPING_UP"))
CHECKPOINT_SECONDS, CURRENT_SECONDS = 1.0, 0.5  # of a worker that keeps up
Chunks = Iterator[tuple[datetime, bytes]]


def records(shops: int, rate: float, items: int, visitors: int, kind: str = KIND) -> Iterator[SourceRecord]:
    """Records of shops with Zipf sizes and a tick each second, in the order of their arrival."""
    sizes = [rate / rank for rank in range(1, shops + 1)]
    given = [
        chunks(Shopping(SEED, f"shop_{n:04d}", size, items, visitors, kind).lines())
        for n, size in enumerate(sizes)
    ]
    waiting = [(*next(chunk), number) for number, chunk in enumerate(given)]
    heapify(waiting)
    tick, offset = START, 0
    while True:
        arrived, value, number = waiting[0]
        while tick <= arrived:
            yield SourceRecord(offset, None, json.dumps({"tick": tick.isoformat()}).encode(), is_tick=True)
            tick, offset = tick + timedelta(seconds=1), offset + 1
        yield SourceRecord(offset, f"shop_{number:04d}".encode(), value)
        offset += 1
        heapreplace(waiting, (*next(given[number]), number))


def chunks(lines: Chunks) -> Chunks:
    """Lines of a shop by hundreds: when the last one arrived, and all of them."""
    while True:
        part = [next(lines) for _ in range(LINES)]
        yield part[-1][0], b"\n".join(line for _, line in part)


class Run:
    """One partition fed at the worker's cadence, every phase on a meter of its own."""

    def __init__(self) -> None:
        """Nothing was fed yet."""
        self.fold = ShopAggregator()
        self.partition = Partition(self.fold)
        self.spent: Counter[str] = Counter()
        self.rows: Counter[str] = Counter()
        self.events = self.state_bytes = self.items = self.longest_ms = 0
        self._checkpoint_at = CHECKPOINT_SECONDS if KEEPS_UP else SELDOM
        self._current_at = self._aside_at = 0.0

    def feed(self, record: SourceRecord) -> None:
        """Fold one record in; then whatever is due."""
        self._timed("tick" if record.is_tick else "apply", lambda: self.partition.feed(record))
        self.events += 0 if record.is_tick else record.value.count(b"\n") + 1
        if self.total > self._aside_at and not KEEPS_UP:
            set_aside()
            self._aside_at = self.total + SLICE_SECONDS
        if self.total > self._checkpoint_at:
            self.checkpoint()
        if self.total > self._current_at:
            began = self.total
            rows = self._timed("current", self.fold.current)
            self.rows["current"] += sum(row.value.count(b"\n") + 1 for row in rows)
            took = self.total - began
            self._current_at = self.total + (rest(CURRENT_SECONDS, took) if KEEPS_UP else pause(took))

    def checkpoint(self) -> None:
        """A snapshot, as a checkpoint takes it."""
        began = self.total
        snapshot: Snapshot = self._timed("checkpoint", self.partition.snapshot)
        self._checkpoint_at = self.total + (CHECKPOINT_SECONDS if KEEPS_UP else pause(self.total - began))
        self.rows["final"] += sum(row.value.count(b"\n") + 1 for row in snapshot.rows)
        self.items += len(snapshot.items)
        self.state_bytes += sum(len(item.value or b"") + len(item.key) for item in snapshot.items)

    @property
    def total(self) -> float:
        """CPU-seconds of all phases."""
        return sum(self.spent.values())

    def _timed(self, phase: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        done = work()
        took = time.process_time() - began
        self.spent[phase] += took
        self.longest_ms = max(self.longest_ms, round(1000 * took))
        return done

    def report(self) -> dict[str, Any]:
        """What was measured."""
        return {
            "events": self.events,
            "events_per_cpu_second": round(self.events / self.total),
            "us_per_event": {phase: round(1e6 * s / self.events, 2) for phase, s in self.spent.items()},
            "rows_per_1000_events": {kind: round(1000 * n / self.events, 1) for kind, n in self.rows.items()},
            "state_items_per_1000_events": round(1000 * self.items / self.events, 1),
            "state_bytes_per_event": round(self.state_bytes / self.events),
            "longest_step_ms": self.longest_ms,
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


def measure(events: int, shops: int, rate: float, items: int, visitors: int) -> dict[str, Any]:
    """Feed a mix and report; the last checkpoint is part of it."""
    spare_collector()
    run = Run()
    for record in records(shops, rate, items, visitors):
        before = run.events // TOLD_EVERY
        run.feed(record)
        if run.events // TOLD_EVERY > before:
            print(json.dumps(run.report()), file=sys.stderr, flush=True)
        if run.events >= events:
            break
    run.checkpoint()
    return {
        "bench": "mix",
        "mix": KIND,
        "keeping_up": KEEPS_UP,
        "shops": shops,
        "rate": rate,
        "items": items,
        **run.report(),
    }


def main() -> None:
    """The mix as the environment sizes it."""
    told = os.environ.get
    sizes = int(told("MIX_EVENTS", "200000")), int(told("MIX_SHOPS", "1")), float(told("MIX_RATE", "200"))
    print(json.dumps(measure(*sizes, int(told("MIX_ITEMS", "2000")), int(told("MIX_VISITORS", "100000")))))


if __name__ == "__main__":
    main()
