"""`make bench`: one JSON line per measurement.

The reference job on the product's engine next to stock Faust; with BENCH_PEERS="ks-obj-1,flink-1" next to those engines
too (see `peers`); the realistic mix through the whole fold, one shop and twenty (see `mix`); the way back after a kill
(see `recovery`). BENCH_REPLAY=1 plays ten million events of the mix, which takes a quarter of an hour.

BENCH_EVENTS (default 500,000) scales it; stock Faust gets a twenty-fifth of that, as it needs about a CPU-second for
a thousand events. The last line is the ratio of the two costs, measured in this run.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from services.console.broker.process import running_broker
from services.console.ports import Ports
from tests.bench import generator, peers
from tests.bench.broker import judge, load, make_topics
from tests.bench.job import Figures, RowKey

EVENTS = int(os.environ.get("BENCH_EVENTS", "500000"))
PORT_BASE = int(os.environ.get("BENCH_PORT_BASE", "18200"))
MIXES = [{"MIX_SHOPS": "1"}, {"MIX_SHOPS": "20"}]
REPLAY = [{"MIX_SHOPS": "20", "MIX_EVENTS": "10000000"}]
STOCK_SHARE, SEED, ROUNDS, LIMIT_SECONDS = 25, 20261123, 3, 600


class Input:
    """A loaded source topic and the truth about it."""

    def __init__(self, bootstrap: str, events: int) -> None:
        self.bootstrap, self.events, self.topic = bootstrap, events, f"bench-source-{events}"
        self.total = events + len(generator.SHOPS)
        make_topics(bootstrap, [self.topic])
        truth = generator.Truth()
        self.records = load(bootstrap, self.topic, generator.records(events, SEED, truth))
        self.truth: dict[RowKey, Figures] = truth.figures()


def measure(engine: str, given: Input, number: int, data: Path) -> dict[str, Any]:
    """Run one engine in a process of its own and judge what it wrote."""
    run = f"bench-{engine}-{given.events}-{number}"
    output, report = f"{run}-rows", data / f"{run}.json"
    # Stock Faust would make its own topics, but without the leader nobody does.
    inner = [f"{run}-events", f"{run}-cells-changelog"] if engine == "stock" else [f"{run}-state"]
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
    figures = json.loads(report.read_text())
    return {
        "engine": engine,
        "events": given.events,
        "records": given.records,
        "events_per_cpu_second": round(given.events / figures["cpu_s"]),
        "half2_events_per_cpu_second": round(given.events / 2 / max(figures["half2_cpu_s"], 1e-9)),
        "events_per_second": round(given.events / figures["wall_s"]),
        **figures,
        **judge(given.bootstrap, output, given.truth),
    }


@contextmanager
def broker() -> Iterator[tuple[str, Path]]:
    """A broker of its own in a folder that goes away."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        running_broker(Path(folder), Ports(PORT_BASE)) as bootstrap,
    ):
        yield bootstrap, Path(folder)


def main() -> None:
    """All measurements, then their ratio."""
    with broker() as (bootstrap, data):
        large, small = Input(bootstrap, EVENTS), Input(bootstrap, max(2_000, EVENTS // STOCK_SHARE))
        runs = []
        for engine, given, rounds in (("product", large, ROUNDS), ("stock", small, 1)):
            for number in range(rounds):
                runs.append(measure(engine, given, number, data))
                print(json.dumps(runs[-1]), flush=True)
        print(json.dumps(ratio(runs)), flush=True)
        for line in peer_lines(bootstrap):
            print(json.dumps(line), flush=True)
    for settings in MIXES + REPLAY * bool(os.environ.get("BENCH_REPLAY")):
        alone("mix", settings)
    alone("recovery", {})
    if not all(run["correct"] for run in runs if run["engine"] == "product"):
        sys.exit("The product's rows are not the true ones.")


def peer_lines(bootstrap: str) -> Iterator[dict[str, Any]]:
    """What the peers' driver says, or why it was not asked."""
    reason = peers.why_not()
    return (
        peers.measure(bootstrap, EVENTS) if reason is None else iter([{"bench": "peers", "left_out": reason}])
    )


def alone(module: str, settings: dict[str, str]) -> None:
    """A measurement in a process of its own, which prints its line itself."""
    subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}"], env={**os.environ, **settings}, check=True
    )


def ratio(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """How many events of the product cost what one of stock Faust costs; medians over the rounds."""
    costs = {
        engine: median(run["events_per_cpu_second"] for run in runs if run["engine"] == engine)
        for engine in ("product", "stock")
    }
    return {"ratio": round(costs["product"] / costs["stock"], 1), **costs, "unit": "events per CPU-second"}


if __name__ == "__main__":
    main()
