"""Why a broker did not start, read from what it printed: one sentence with the way out."""

import re
from pathlib import Path

from services.console.errors import ConsoleError

MEMORY = re.compile(
    r"OutOfMemoryError|insufficient memory|Could not reserve|Cannot allocate memory|unable to create native thread"
    r"|Error occurred during initialization of VM|Could not allocate"
)
PORT = re.compile(r"Address already in use|BindException|Socket server failed to bind")
DISK = re.compile(r"No space left on device|Disk quota exceeded")
FOLDER = re.compile(
    r"meta\.properties|InconsistentClusterId|Permission denied|AccessDenied|Read-only file system|KafkaStorageException"
    r"|CorruptRecord|CorruptIndex|CorruptSnapshot|NoSuchFileException|Failed to load|Unable to read|DirectoryNotEmpty"
    r"|Invalid cluster|Found directory|not a directory|LogDir|log director",
    re.IGNORECASE,
)
BROKER_MB = 400
TAIL_BYTES = 64 * 1024


def explain(output: str, data: Path, log: Path) -> ConsoleError:
    """The sentence for a broker that ended before it answered; `output` is what this start printed."""
    if MEMORY.search(output):
        return too_little_memory()
    if PORT.search(output):
        return ConsoleError(
            "The broker's port is in use by another program: stop it or choose another --port-base."
        )
    if DISK.search(output):
        return ConsoleError(f"The disk of {data} is full: make room there and start again.")
    if FOLDER.search(output):
        return broken_folder(data, _reason(output))
    return ConsoleError(f"The broker ended before it was ready ({_reason(output)}): its log is {log}.")


def too_little_memory(needed_mb: int = BROKER_MB) -> ConsoleError:
    return ConsoleError(
        f"There is too little memory (about {needed_mb:,} MB are needed): close other programs or raise the limit."
    )


def broken_folder(data: Path, reason: str) -> ConsoleError:
    return ConsoleError(
        f"The broker's data in {data} cannot be used ({reason}): restore the folder from a backup, "
        f"or start with another --data."
    )


def tail(log: Path, since: int) -> str:
    """What was appended to `log` after byte `since`, at most its last 64 KiB."""
    with log.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(since, file.tell() - TAIL_BYTES))
        return file.read().decode(errors="replace")


def _reason(output: str) -> str:
    lines = [
        line.strip() for line in output.splitlines() if line.strip() and not line.startswith(("\t", " "))
    ]
    telling = [line for line in lines if re.search(r"ERROR|FATAL|Exception|Error", line)] or lines[-1:]
    return _short(telling[0]) if telling else "it printed nothing"


def _short(line: str) -> str:
    plain = re.sub(r"^\S+ (ERROR|FATAL|WARN|INFO)\s+\S+ ", "", line)
    return plain if len(plain) <= 160 else plain[:157] + "..."
