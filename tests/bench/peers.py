"""Our engine in one run with other engines: the driver and the jobs of the folder of peers beside the project.

BENCH_PEERS names them ("ks-obj-1,flink-1"); BENCH_PEERS_FOLDER is where they lie (default: `bench` in the folder
`shared` beside the project), BENCH_PEERS_PYTHON an interpreter with what their driver imports. Java and Maven build
them once, in a copy under the temporary folder. Events in NDJSON records; each engine BENCH_ROUNDS times, in turn.
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
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("BENCH_PEERS_FOLDER", ROOT.parent / "shared" / "bench"))
PYTHON = os.environ.get("BENCH_PEERS_PYTHON", sys.executable)
NAMES = [name for name in os.environ.get("BENCH_PEERS", "").split(",") if name]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
OURS = "dianzhang"


def why_not() -> str | None:
    """Why the peers cannot be measured here, or None."""
    if not NAMES:
        return "BENCH_PEERS names none"
    if not FOLDER.is_dir():
        return f"there is no folder {FOLDER.name} of peers beside the project"
    if any(shutil.which(tool) is None for tool in ("java", "javac", "mvn")):
        return "java, javac and mvn are needed to build them"
    return None


def measure(bootstrap: str, events: int) -> Iterator[dict[str, Any]]:
    """One line a run, then the medians with their ratios to ours."""
    work = built()
    environment = {**os.environ, "BOOT": bootstrap, "PYTHON": PYTHON, "PYTHONPATH": str(ROOT)}
    subprocess.run([PYTHON, "gen.py", str(events)], cwd=work, env=environment, check=True, stdout=sys.stderr)
    runs = []
    for _ in range(ROUNDS):
        for name in (OURS, *NAMES):
            command = ["./run_peer.sh", name, "E", str(events)]
            told = subprocess.run(command, cwd=work, env=environment, check=True, stdout=subprocess.PIPE)
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
        "n": 1_000_000,
    }
    (work / "extra_engines.json").write_text(json.dumps({OURS: guest}))
    subprocess.run(["./build.sh"], cwd=work, check=True, stdout=sys.stderr)
    return work


def medians(runs: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Events per CPU-second of each engine, and how many times as many ours counts."""
    costs = {
        name: median(run.get("ev_per_cpu_s", 0) for run in runs if run["engine"] == name)
        for name in {run["engine"] for run in runs}
    }
    right = {name: all(run["correct"] for run in runs if run["engine"] == name) for name in costs}
    return {
        name: {
            "events_per_cpu_second": cost,
            "correct": right[name],
            "ours_over_it": round(costs[OURS] / cost, 2) if cost else None,
        }
        for name, cost in sorted(costs.items())
    }
