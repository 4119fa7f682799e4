"""A process that belongs to us: its log file, its end, and that it never outlives us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LOG_KEPT_BYTES = 20 * 1024 * 1024
PR_SET_PDEATHSIG = 1


class Child:
    """One command in our session but in its own process group, so that Ctrl-C reaches only us.

    `dies_with_us` is the signal that the kernel sends it if we are killed outright (Linux only; elsewhere
    the next start ends what was left over).
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        dies_with_us: signal.Signals = signal.SIGKILL,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.log_start = 0
        self._environment = None if environment is None else dict(environment)
        self._dies_with_us = dies_with_us
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Must be called in the main thread: the kernel ties the child's life to the calling thread."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        _rotate(self.log)
        with self.log.open("ab") as out:
            self.log_start = out.tell()
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._environment,
                process_group=0,
                preexec_fn=_tie_to_parent(self._dies_with_us),  # noqa: PLW1509 - one prctl call, takes no lock
            )

    def exit_code(self) -> int | None:
        """None while it runs or before it was started."""
        return self._process.poll() if self._process else None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        if self._process and self.is_running():
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Waits for the end; after `seconds` it is killed."""
        if not self._process:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def stop(self, seconds: float) -> None:
        self.ask_to_stop()
        self.wait(seconds)


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _tie_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes its command: ask the kernel to end it when we end."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os._exit(0)

    return ask_kernel
