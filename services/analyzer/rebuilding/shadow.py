"""The process of the second count: an analyzer like any other, with places of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.analyzer.rebuilding.places import Places

STOP_SECONDS = 60.0


class ShadowEnded(RuntimeError):
    """The second count ended by itself; its log says why."""


class Shadow:
    """A running second count."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        """Its log is written to `log`."""
        self._process, self._log = process, log

    def check(self) -> None:
        """Raises `ShadowEnded` when it no longer runs."""
        code = self._process.poll()
        if code is not None:
            raise ShadowEnded(f"The second count ended with exit code {code}; read {self._log}.")

    def stop(self) -> None:
        """Asks it to make everything durable and end; killed when it takes longer than a minute."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def running(own: Places, log: Path) -> Iterator[Shadow]:
    """Runs it while the block does."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.analyzer"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **own.environment()},
        )
    shadow = Shadow(process, log)
    try:
        yield shadow
    finally:
        shadow.stop()
