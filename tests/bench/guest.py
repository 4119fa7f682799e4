"""Our engine as a guest of the peers' driver: told topics and sizes by the environment, it leaves times in a file."""

import json
import os
import time
from pathlib import Path

import uvloop

from services.runtime.settings import Stack
from tests.bench.broker import make_topics
from tests.bench.meter import Meter
from tests.bench.product import work


class GuestMeter(Meter):
    """Writes the moments of the first, the middle and the last event instead of the time between them."""

    def finish(self) -> None:
        """Epoch seconds, as the driver wants them."""
        half = self.half[0] if self.half else None
        told = {"t_first": self.wall, "t_half": half, "t_last": time.time(), "n": int(os.environ["N"])}
        self.report.write_text(json.dumps(told))


def main() -> None:
    """One run."""
    run, broker = os.environ["RUN_ID"], os.environ["BOOT"]
    make_topics(broker, [], compacted=[f"{run}-state"])
    meter = GuestMeter(int(os.environ["N"]) + int(os.environ["TICKS"]), Path(os.environ["METRICS"]))
    stack = Stack(broker=broker, data_dir=Path(os.environ["STATE_DIR"]))
    uvloop.run(work(run, os.environ["IN_TOPIC"], os.environ["OUT_TOPIC"], stack, meter))


if __name__ == "__main__":
    main()
