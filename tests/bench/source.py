"""What a worker reads of a realistic mix: records of shops by their arrival, and a tick each second.

`written` has them written by a process of its own before anything is measured, as a log is: making them would share its
heap and caches with whoever is measured, who then needs a twelfth more for an event (docs/scale.md).
"""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from heapq import heapify, heapreplace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from services.analyzer.engine.aggregator import SourceRecord
from tests.bench.shopping import START, Shopping

LINES, SEED = 100, 20261129
LENGTH = 4  # bytes that say how long a record of the log is
Chunks = Iterator[tuple[datetime, bytes]]
_decode = msgspec.msgpack.Decoder(SourceRecord).decode


class Size(NamedTuple):
    """How much of what: `rate` events a second of event time of the largest shop, items and visitors of each shop."""

    shops: int
    rate: float
    items: int
    visitors: int
    kind: str


def records(size: Size) -> Iterator[SourceRecord]:
    """Records of shops with Zipf sizes and a tick each second, in the order of their arrival; they never end."""
    given = [
        chunks(Shopping(SEED, f"shop_{n:04d}", size.rate / (n + 1), *size[2:]).lines())
        for n in range(size.shops)
    ]
    waiting = [(*next(chunk), number) for number, chunk in enumerate(given)]
    heapify(waiting)
    tick, offset = START, 0
    while True:
        arrived, value, number = waiting[0]
        while tick <= arrived:
            yield SourceRecord(offset, None, json.dumps({"tick": tick.isoformat()}).encode(), is_tick=True)
            tick, offset = tick + timedelta(seconds=1), offset + 1
        yield SourceRecord(offset, f"shop_{number:04d}".encode(), value)
        offset += 1
        heapreplace(waiting, (*next(given[number]), number))


def chunks(lines: Chunks) -> Chunks:
    """Lines of a shop by hundreds: when the last one arrived, and all of them."""
    while True:
        part = [next(lines) for _ in range(LINES)]
        yield part[-1][0], b"\n".join(line for _, line in part)


def events_of(record: SourceRecord) -> int:
    """How many events a record holds."""
    return 0 if record.is_tick else record.value.count(b"\n") + 1


def written(size: Size, events: int) -> Iterator[SourceRecord]:
    """The first records that hold so many events, from a file that is gone when the last one was read."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            other.submit(write, log, size, events).result()
        with log.open("rb") as file:
            while head := file.read(LENGTH):
                yield _decode(file.read(int.from_bytes(head)))


def write(log: Path, size: Size, events: int) -> None:
    """Write the first records that hold so many events."""
    encode, left = msgspec.msgpack.Encoder().encode, events
    with log.open("wb") as file:
        for record in records(size):
            body = encode(record)
            file.write(len(body).to_bytes(LENGTH) + body)
            left -= events_of(record)
            if left <= 0:
                return
