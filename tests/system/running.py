"""A running stack as a test sees it: its addresses, its keys, and the process that supervises it."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).parents[2]
READY_SECONDS = 240.0
STOP_SECONDS = 60.0


@dataclass
class Stack:
    """What `up --json` said when it was ready, and how to talk to it."""

    ingest: str
    analyzer: str
    alerts: str
    planner: str
    broker: str
    page: str
    data: Path
    port_base: int
    keys: dict[str, str]
    process: subprocess.Popen[str]

    def client(self, service: str, key: str = "admin") -> httpx.Client:
        """An HTTP client of one service; `key` is admin, read, write, or a raw key."""
        raw = self.keys.get(key, key)
        return httpx.Client(
            base_url=getattr(self, service), headers={"Authorization": f"Bearer {raw}"}, timeout=60.0
        )

    def create_key(self, shop: str, scope: str = "write", *more: str) -> str:
        """A new key for a shop, by the command line as an operator makes it."""
        command = [sys.executable, "-m", "services.console", "keys", "create"]
        command += ["--data", str(self.data), "--shop", shop, "--scope", scope, "--json", *more]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return str(json.loads(done.stdout)["key"])

    def service_process(self, name: str) -> psutil.Process:
        """The process of one service, to be killed or stopped by a test."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if child.is_running() and f"services.{name}" in child.cmdline():
                return child
        raise LookupError(f"{name} is not running")


@contextmanager
def running_stack(data: Path, port_base: int, *options: str) -> Iterator[Stack]:
    """`console up` for as long as the block runs; options such as `--no-sample` are passed on."""
    command = [sys.executable, "-m", "services.console", "up", "--json"]
    command += ["--data", str(data), "--port-base", str(port_base), *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        said = _await_ready(process)
        keys = json.loads(Path(said["keys_file"]).read_text())
        places = {name: said[name] for name in ("ingest", "analyzer", "alerts", "planner", "broker", "page")}
        yield Stack(**places, data=data, port_base=port_base, keys=keys, process=process)
    finally:
        stop(process)


def stop(process: subprocess.Popen[str], seconds: float = STOP_SECONDS) -> int:
    """SIGTERM, then the exit code; killed with everything below it when it does not end in time."""
    below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        for each in below:
            each.kill()
        process.kill()
        return process.wait()


def _await_ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The line of JSON that says ready; raises with the last words of the process when it ends before."""
    errors: deque[str] = deque(maxlen=60)
    ready: list[dict[str, Any]] = []
    has_said = threading.Event()
    threading.Thread(target=_listen, args=(process.stdout, ready, has_said), daemon=True).start()
    threading.Thread(target=_collect, args=(process.stderr, errors), daemon=True).start()
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if has_said.wait(0.2):
            return ready[0]
    if ready:
        return ready[0]
    why = f"ended with {process.poll()}" if process.poll() is not None else "was not ready in time"
    raise RuntimeError(f"console up {why}:\n{''.join(errors)}")


def _listen(lines: Any, ready: list[dict[str, Any]], has_said: threading.Event) -> None:
    for line in lines:
        if line.startswith("{") and not ready and json.loads(line).get("ready"):
            ready.append(json.loads(line))
            has_said.set()


def _collect(lines: Sequence[str], into: deque[str]) -> None:
    into.extend(lines)


def eventually(look: Any, seconds: float = 30.0, every: float = 0.2) -> Any:
    """Calls `look` until it answers something true, and returns that; fails with the last answer otherwise."""
    deadline = time.monotonic() + seconds
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s; the last answer was {answer!r}")
        time.sleep(every)
