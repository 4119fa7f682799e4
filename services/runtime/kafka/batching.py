"""How lines become records: joined, never split inside a line, never over the size of a record; pure."""

from collections.abc import Iterator, Sequence

from services.contracts.topics import RECORD_MAX_BYTES


def records_of(lines: Sequence[bytes], max_bytes: int = RECORD_MAX_BYTES) -> Iterator[bytes]:
    """Record values (lines joined by newlines) in the given order, each under `max_bytes`.

    Raises ValueError for a line that does not fit a record of its own: it should have been refused at the door.
    """
    pending: list[bytes] = []
    size = 0
    for line in lines:
        if len(line) + 1 >= max_bytes:
            raise ValueError(f"a line of {len(line)} bytes does not fit a record")
        if pending and size + len(line) + 1 >= max_bytes:
            yield b"\n".join(pending)
            pending, size = [], 0
        pending.append(line)
        size += len(line) + 1
    if pending:
        yield b"\n".join(pending)
