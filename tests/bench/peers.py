"""Our engine in one run with other engines: the driver and the jobs of the folder of peers beside the project.

BENCH_PEERS names them ("ks-obj-1,flink-2,faust-take"); BENCH_PEERS_FOLDER is where they lie (default: `bench` in the
folder `shared` beside the project), BENCH_PEERS_PYTHON an interpreter with what their driver and their Python jobs
import. Java and Maven build them once, in a copy under the temporary folder. Events in NDJSON records; each engine
runs BENCH_ROUNDS times, in turn, over BENCH_EVENTS events; those of FEWER over no more than it says, as the driver
cuts off a run after 75 s. "faust-take:50000" says how many for one engine.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psutil

from tests.bench.broker import bench_broker
from tests.bench.size import EVENTS, ROUNDS

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("BENCH_PEERS_FOLDER", ROOT.parent / "shared" / "bench"))
PYTHON = os.environ.get("BENCH_PEERS_PYTHON", sys.executable)
NEEDED = "confluent_kafka, numpy, orjson, polars, psutil"
OURS = "dianzhang"
FEWER = {
    **dict.fromkeys(("faust-stock", "faust-manual"), 20_000),
    **dict.fromkeys(("faust-tuned", "faust-take", "quix-groupby", "quix-local"), 100_000),
}
RUN_LIMIT_SECONDS = 600


class Engine(NamedTuple):
    """One that is measured, and over how many events."""

    name: str
    events: int


def named(text: str, events: int) -> list[Engine]:
    """The engines that BENCH_PEERS names."""
    engines = []
    for given in filter(None, (part.strip() for part in text.split(","))):
        name, _, own = given.partition(":")
        engines.append(Engine(name, int(own) if own else min(events, FEWER.get(name, events))))
    return engines


PEERS = named(os.environ.get("BENCH_PEERS", ""), EVENTS)


def lines() -> Iterator[dict[str, Any]]:
    """What the peers' driver says, or why it was not asked."""
    if reason := why_not():
        yield {"bench": "peers", "left_out": reason}
        return
    with bench_broker() as (bootstrap, _):
        yield from measure(bootstrap, [Engine(OURS, EVENTS), *PEERS])


def why_not() -> str | None:
    """Why the peers cannot be measured here, or None."""
    if not PEERS:
        return "BENCH_PEERS names none"
    if not FOLDER.is_dir():
        return f"there is no folder {FOLDER.name} of peers beside the project"
    if any(shutil.which(tool) is None for tool in ("java", "javac", "mvn")):
        return "java, javac and mvn are needed to build them"
    if subprocess.run([PYTHON, "-c", f"import {NEEDED}"], check=False, stderr=subprocess.DEVNULL).returncode:
        return f"BENCH_PEERS_PYTHON must name an interpreter with {NEEDED}"
    return None


def measure(bootstrap: str, engines: list[Engine]) -> Iterator[dict[str, Any]]:
    """One line a run, then the medians with their ratios to ours."""
    work = built()
    environment = {
        **os.environ,
        "BOOT": bootstrap,
        "PYTHON": PYTHON,
        "PYTHONPATH": str(ROOT),
        "BROKER_PID": str(psutil.Process().children()[0].pid),  # nothing else of ours runs now
    }
    for events in sorted({engine.events for engine in engines}):
        command = [PYTHON, "gen.py", str(events)]
        subprocess.run(command, cwd=work, env=environment, check=True, stdout=sys.stderr)
    runs = []
    for _ in range(ROUNDS):
        for engine in engines:
            command = ["./run_peer.sh", engine.name, "E", str(engine.events)]
            told = subprocess.run(
                command,
                cwd=work,
                env=environment,
                check=True,
                stdout=subprocess.PIPE,
                timeout=RUN_LIMIT_SECONDS,
            )
            runs.append(json.loads(told.stdout.splitlines()[-1]))
            yield {"bench": "peers", **runs[-1]}
    yield {"bench": "peers", "medians": medians(runs)}


def built() -> Path:
    """A copy of the folder with everything compiled, and our engine among the others."""
    work = Path(tempfile.gettempdir()) / "dianzhang-bench-peers"
    shutil.copytree(FOLDER, work, dirs_exist_ok=True)
    guest = {
        "cmd": [sys.executable, "-m", "tests.bench.guest"],
        "threads": "1 loop, 1 counting",
        "guarantee": "exact by offset stamps",
        "n": EVENTS,
    }
    (work / "extra_engines.json").write_text(json.dumps({OURS: guest}))
    subprocess.run(["./build.sh"], cwd=work, check=True, stdout=sys.stderr)
    return work


def medians(runs: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Events per CPU-second of each engine, those of its second half too, and how many times as much ours counts."""
    by_engine: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        by_engine.setdefault(run["engine"], []).append(run)
    ours = _median(by_engine[OURS], "ev_per_cpu_s")
    return {
        name: {
            "events": own[0]["n"],
            "events_per_cpu_second": (cost := _median(own, "ev_per_cpu_s")),
            "half2_events_per_cpu_second": _median(own, "half2_ev_per_cpu_s"),
            "correct": all(run["correct"] for run in own),
            "ours_over_it": round(ours / cost, 2) if cost else None,
        }
        for name, own in by_engine.items()
    }


def _median(runs: list[dict[str, Any]], figure: str) -> float:
    return float(median(run.get(figure, 0) for run in runs))
