"""How much memory this process may still use, and the refusal when that is too little to start."""

import resource
from pathlib import Path

import psutil

from services.console.broker import failures

MEBIBYTE = 1024 * 1024
BROKER_BYTES = 400 * MEBIBYTE
SERVICES_BYTES = 4 * 150 * MEBIBYTE
CONTROL_GROUP = Path("/sys/fs/cgroup")


def available() -> int:
    """Bytes: the least of what the machine has free, what the control group leaves, and the address space limit."""
    limits = [psutil.virtual_memory().available, _control_group(), _address_space()]
    return min(limit for limit in limits if limit is not None)


def require(needed: int) -> None:
    """Raises ConsoleError if fewer than `needed` bytes are left."""
    if available() < needed:
        raise failures.too_little_memory(needed // MEBIBYTE)


def _control_group(root: Path = CONTROL_GROUP) -> int | None:
    """What the group may still take, its reclaimable file cache not counted as used; None without a limit."""
    try:
        limit, used = (root / "memory.max").read_text().strip(), int((root / "memory.current").read_text())
        cached = _statistic((root / "memory.stat").read_text(), "inactive_file")
    except (OSError, ValueError):
        return None
    return None if limit == "max" else int(limit) - used + cached


def _statistic(text: str, name: str) -> int:
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(name + " ")), 0)


def _address_space() -> int | None:
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft
