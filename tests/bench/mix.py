"""A realistic mix through the whole fold in one process without a broker: decode, apply, checkpoints, current rows.

`python -m tests.bench.mix` prints one JSON line: events per CPU-second, and microseconds an event by phase. The cadence
is that of a worker that is behind (`agents.pace`); with MIX_KEEPING_UP=1 that of one that keeps up: a checkpoint each
second and current rows each half second of counting, a round followed by at least four times its own length for
everything else. The input was made by another process before (`source.written`).
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
from collections.abc import Callable
from typing import Any

from services.analyzer.agents.collecting import set_aside, spare_collector
from services.analyzer.agents.pace import SELDOM, pause, rest
from services.analyzer.agents.rolling import SLICE_SECONDS
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.checkpoint import Snapshot
from services.analyzer.engine.partition import Partition
from tests.bench.source import Size, events_of, written

TOLD_EVERY = 1_000_000  # events
KEEPS_UP = bool(os.environ.get("MIX_KEEPING_UP"))
CHECKPOINT_SECONDS, CURRENT_SECONDS = 1.0, 0.5  # of a worker that keeps up


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
        self.events += events_of(record)
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
        self.state_bytes += self._timed("checkpoint", lambda: handed_over(snapshot))
        self._checkpoint_at = self.total + (CHECKPOINT_SECONDS if KEEPS_UP else pause(self.total - began))
        self.rows["final"] += sum(row.value.count(b"\n") + 1 for row in snapshot.rows)
        self.items += len(snapshot.items)

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


def handed_over(snapshot: Snapshot) -> int:
    """Make the records of its items one by one, as whoever sends them; returns their bytes."""
    return sum(len(item.key) + len(item.value or b"") for item in snapshot.items)


def measure(size: Size, events: int) -> dict[str, Any]:
    """Feed a mix and report; the last checkpoint is part of it."""
    spare_collector()
    run = Run()
    for record in written(size, events):
        before = run.events // TOLD_EVERY
        run.feed(record)
        if run.events // TOLD_EVERY > before:
            print(json.dumps(run.report()), file=sys.stderr, flush=True)
    run.checkpoint()
    told = {"bench": "mix", "mix": size.kind, "keeping_up": KEEPS_UP}
    return {**told, "shops": size.shops, "rate": size.rate, "items": size.items, **run.report()}


def main() -> None:
    """The mix as the environment sizes it."""
    told = os.environ.get
    size = Size(
        int(told("MIX_SHOPS", "1")),
        float(told("MIX_RATE", "200")),
        int(told("MIX_ITEMS", "2000")),
        int(told("MIX_VISITORS", "100000")),
        told("MIX_KIND", "usual"),
    )
    print(json.dumps(measure(size, int(told("MIX_EVENTS", "200000")))))


if __name__ == "__main__":
    main()
