"""What an engine's process measures of itself: CPU from its first record to its last, and its peak memory."""

import json
import os
import resource
import time
from pathlib import Path


class Meter:
    """Counts events until all are done, then leaves a report for the bench."""

    def __init__(self, events: int, report: Path) -> None:
        """`events` is the number after which the job is done, ticks included."""
        self.events, self.report = events, report
        self.done = 0
        self.wall = self._cpu = 0.0
        self.half: tuple[float, float] | None = None

    def start(self) -> None:
        """The first record is handed to the job now; later calls change nothing."""
        if not self.wall:
            self.wall, self._cpu = time.time(), time.process_time()

    def count(self, events: int) -> bool:
        """Add events; True when all are done."""
        self.done += events
        if self.half is None and self.done >= self.events // 2:
            self.half = time.time(), time.process_time()
        return self.done >= self.events

    def finish(self) -> None:
        """Write the report: seconds of wall and CPU, those of the second half, peak memory in MiB."""
        wall, cpu = time.time(), time.process_time()
        half_wall, half_cpu = self.half or (wall, cpu)
        report = {
            "wall_s": round(wall - self.wall, 3),
            "cpu_s": round(cpu - self._cpu, 3),
            "half2_wall_s": round(wall - half_wall, 3),
            "half2_cpu_s": round(cpu - half_cpu, 3),
            "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
        self.report.write_text(json.dumps(report))


def events_expected() -> int:
    """Events of this run, ticks included."""
    return int(os.environ["BENCH_TOTAL"])


def report_file() -> Path:
    """Where the report of this run goes."""
    return Path(os.environ["BENCH_REPORT"])
