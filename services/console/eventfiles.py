"""Event files as lines: NDJSON or one JSON array, plain or gzip; a line is read only as far as it must be."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from rich.progress import Progress

from services.console.errors import ConsoleError

GZIP_MAGIC = b"\x1f\x8b"


def read_lines(file: Path, progress: Progress) -> Iterator[bytes]:
    """The events of one file, one JSON text each; `progress` gets a bar that follows the bytes read."""
    try:
        with progress.open(file, "rb", description=f"Sending {file.name}") as raw:
            yield from _lines(raw, is_packed=_is_packed(file))
    except (OSError, EOFError) as error:
        raise ConsoleError(f"{file} cannot be read: {error.args[-1] if error.args else error}.") from error


def shaped(line: bytes, shop: str | None, *, is_history: bool) -> bytes:
    """The line with another shop or marked as history; a line that is no JSON object stays as it is, to be judged."""
    if shop is None and not is_history:
        return line
    event = _object(line)
    if event is None:
        return line
    if shop is not None:
        event["shopid"] = shop
    if is_history:
        event["history"] = True
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def happened_at(line: bytes) -> float | None:
    """The event's `time` in Unix seconds, None when it has none that can be read."""
    event = _object(line)
    try:
        return None if event is None else datetime.fromisoformat(event["time"]).timestamp()
    except (KeyError, TypeError, ValueError):
        return None


def _is_packed(file: Path) -> bool:
    with file.open("rb") as raw:
        return raw.read(2) == GZIP_MAGIC


def _lines(raw: BinaryIO, *, is_packed: bool) -> Iterator[bytes]:
    unpacked = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if is_packed else raw
    first = unpacked.readline()
    if first.lstrip().startswith(b"["):
        yield from _array(first + unpacked.read())
        return
    while first:
        if text := first.strip():
            yield text
        first = unpacked.readline()


def _array(text: bytes) -> Iterator[bytes]:
    try:
        events = json.loads(text)
    except ValueError as error:
        raise ConsoleError(f"The file begins like a JSON array and is none: {error}.") from error
    for event in events:
        yield json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
