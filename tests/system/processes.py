"""A service as a process of its own, to be killed, stopped and started again by a test."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
READY_SECONDS, STOP_SECONDS = 180.0, 60.0


class ServiceProcess:
    """`python -m services.NAME` with its own environment and a log that outlives restarts."""

    def __init__(self, name: str, port: int, environment: Mapping[str, str], log: Path) -> None:
        """`environment` is added to ours; the service's port is set by its name."""
        self.name, self.url, self.log = name, f"http://127.0.0.1:{port}", log
        self.kills = 0
        self._environment = {**os.environ, **environment, f"{name.upper()}_PORT": str(port)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting."""
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"services.{self.name}"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    @property
    def pid(self) -> int:
        """The process that was started last."""
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def is_ready(self) -> bool:
        """Whether it says so itself."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def await_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until it says that it is ready; a process that ended by itself is an error."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.is_running, f"{self.name} ended by itself:\n{self.log.read_text()[-3000:]}"
            if self.is_ready:
                return
            time.sleep(0.1)
        raise AssertionError(f"{self.name} was not ready in time:\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """SIGKILL: it gets no chance to finish anything."""
        assert self._process
        self._process.kill()
        self._process.wait()
        self.kills += 1

    def stop(self) -> int:
        """SIGTERM; returns the exit code, 0 if it never ran."""
        if self._process is None:
            return 0
        if self.is_running:
            self._process.terminate()
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
