"""`make bench`: one JSON line per measurement.

BENCH_PARTS says what is measured, separated by commas (default: all but `memory` and `replay`):
job       the reference job on the product's engine beside stock Faust, and the ratio of the two costs (`beside`)
peers     the same job beside the engines that BENCH_PEERS names, in one run (`peers`)
mix       two realistic mixes through the whole fold, one shop and twenty (`mix`, `mixes`)
recovery  the way back after a kill (`recovery`)
memory    a hundred thousand items, words and buyers beside the cost model, a quarter of an hour (`memory`)
replay    ten million events of the mix: about 40 CPU-minutes and 8 to 10 GB, told of at each million

BENCH_EVENTS (500,000) is the size of job and peers, BENCH_ROUNDS (3) how often our engine and each peer run in them,
BENCH_PORT_BASE (18200) where their broker listens.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench import beside, peers

Lines = Iterator[dict[str, Any]]


def alone(module: str, *runs: dict[str, str]) -> Lines:
    """A measurement in a process of its own, once for each of the environments."""
    for settings in runs:
        command = [sys.executable, "-m", f"tests.bench.{module}"]
        told = subprocess.run(
            command, env={**os.environ, **settings}, check=True, stdout=subprocess.PIPE
        ).stdout
        yield from (json.loads(line) for line in told.splitlines())


PARTS: dict[str, Callable[[], Lines]] = {
    "job": beside.lines,
    "peers": peers.lines,
    "mix": lambda: alone("mix", {"MIX_KIND": "usual"}, {"MIX_KIND": "sale"}, {"MIX_SHOPS": "20"}),
    "recovery": lambda: alone("recovery", {}),
    "memory": lambda: alone("memory", {}),
    "replay": lambda: alone("mix", {"MIX_SHOPS": "20", "MIX_EVENTS": "10000000"}),
}
LONG = {"memory", "replay"}  # a quarter of an hour and more


def chosen(text: str | None) -> list[str]:
    """The names in BENCH_PARTS, in the order of PARTS; ends with a sentence at one that is none."""
    if not text:
        return [part for part in PARTS if part not in LONG]
    named = {name.strip() for name in text.split(",")}
    if unknown := named - PARTS.keys():
        sys.exit(f"BENCH_PARTS knows {', '.join(PARTS)}, not {', '.join(sorted(unknown))}.")
    return [part for part in PARTS if part in named]


def main() -> None:
    """All that was asked for; a product whose rows are not the true ones fails it."""
    is_right = True
    for part in chosen(os.environ.get("BENCH_PARTS")):
        for line in PARTS[part]():
            print(json.dumps(line), flush=True)
            is_right &= line.get("engine") not in {beside.OURS, peers.OURS} or line["correct"]
    if not is_right:
        sys.exit("The product's rows are not the true ones.")


if __name__ == "__main__":
    main()
