"""How large the reference job is here: what BENCH_EVENTS, BENCH_ROUNDS and BENCH_PORT_BASE say."""

import os

EVENTS = int(os.environ.get("BENCH_EVENTS", "500000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
PORT_BASE = int(os.environ.get("BENCH_PORT_BASE", "18200"))
