"""Processes that an earlier `up` left behind because it was killed outright: they are ended before a new start."""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

import psutil

WAIT_SECONDS = 15.0


def remember(file: Path, pids: Iterable[int | None]) -> None:
    """Writes down which processes belong to this installation, with their start times."""
    known = {}
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            if pid is not None:
                known[str(pid)] = psutil.Process(pid).create_time()
    file.write_text(json.dumps(known))


def end(file: Path) -> int:
    """Ends what is still running of the processes written down; returns how many there were."""
    left = [process for process in map(_same, _read(file).items()) if process is not None]
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(left, timeout=WAIT_SECONDS)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    file.unlink(missing_ok=True)
    return len(left)


def _read(file: Path) -> dict[str, float]:
    try:
        known = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _same(entry: tuple[str, float]) -> psutil.Process | None:
    """The process with that id, unless the id has been given to another one since."""
    pid, started = entry
    try:
        process = psutil.Process(int(pid))
        return process if abs(process.create_time() - started) < 1 else None
    except (psutil.NoSuchProcess, ValueError):
        return None
