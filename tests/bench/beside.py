"""The reference job on the product's engine beside stock Faust, each in a process of its own on one broker."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import generator
from tests.bench.broker import bench_broker, judge, load, make_topics
from tests.bench.job import Figures, RowKey
from tests.bench.size import EVENTS, ROUNDS

OURS, STOCK = "product", "stock"
STOCK_SHARE = 25  # stock Faust gets so many times fewer events: it needs about a CPU-second for a thousand
SEED, LIMIT_SECONDS = 20261123, 600
WHY_WRONG = {
    STOCK: "stock Faust closes windows by the wall clock, and reports none that starts no later than one it closed "
    "before in any partition: of a catch-up it reports few windows, and those in part. Only its cost is compared."
}


class Input:
    """A loaded source topic and the truth about it."""

    def __init__(self, bootstrap: str, events: int) -> None:
        self.bootstrap, self.events, self.topic = bootstrap, events, f"bench-source-{events}"
        self.total = events + len(generator.SHOPS)
        make_topics(bootstrap, [self.topic])
        truth = generator.Truth()
        self.records = load(bootstrap, self.topic, generator.records(events, SEED, truth))
        self.truth: dict[RowKey, Figures] = truth.figures()


def lines() -> Iterator[dict[str, Any]]:
    """One line a run, then the ratio."""
    with bench_broker() as (bootstrap, data):
        large, small = Input(bootstrap, EVENTS), Input(bootstrap, max(2_000, EVENTS // STOCK_SHARE))
        runs = []
        for engine, given, rounds in ((OURS, large, ROUNDS), (STOCK, small, 1)):
            for number in range(rounds):
                runs.append(measure(engine, given, number, data))
                yield runs[-1]
        yield ratio(runs)


def measure(engine: str, given: Input, number: int, data: Path) -> dict[str, Any]:
    """Run one engine in a process of its own and judge what it wrote."""
    run = f"bench-{engine}-{given.events}-{number}"
    output, report = f"{run}-rows", data / f"{run}.json"
    # Stock Faust would make its own topics, but without the leader nobody does.
    inner = [f"{run}-events", f"{run}-cells-changelog"] if engine == STOCK else [f"{run}-state"]
    make_topics(given.bootstrap, [output, *inner[:-1]], compacted=inner[-1:])
    environment = {
        **os.environ,
        "BENCH_BROKER": given.bootstrap,
        "BENCH_RUN": run,
        "BENCH_SOURCE": given.topic,
        "BENCH_OUTPUT": output,
        "BENCH_TOTAL": str(given.total),
        "BENCH_REPORT": str(report),
        "BENCH_DATA": str(data),
    }
    with (data / f"{run}.log").open("wb") as log:
        command = [sys.executable, "-m", f"tests.bench.{engine}"]
        ended = subprocess.run(
            command, env=environment, stdout=log, stderr=log, timeout=LIMIT_SECONDS, check=False
        )
    if not report.exists():
        sys.exit(f"{engine} ended with {ended.returncode}:\n{(data / f'{run}.log').read_text()[-3000:]}")
    figures, judged = json.loads(report.read_text()), judge(given.bootstrap, output, given.truth)
    return {
        "engine": engine,
        "events": given.events,
        "records": given.records,
        "events_per_cpu_second": round(given.events / figures["cpu_s"]),
        "half2_events_per_cpu_second": round(given.events / 2 / max(figures["half2_cpu_s"], 1e-9)),
        "events_per_second": round(given.events / figures["wall_s"]),
        **figures,
        **judged,
        **({} if judged["correct"] or engine not in WHY_WRONG else {"why": WHY_WRONG[engine]}),
    }


def ratio(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """How many events of the product cost what one of stock Faust costs; medians over the rounds."""
    costs = {
        engine: median(run["events_per_cpu_second"] for run in runs if run["engine"] == engine)
        for engine in (OURS, STOCK)
    }
    return {"ratio": round(costs[OURS] / costs[STOCK], 1), **costs, "unit": "events per CPU-second"}
