"""The job on stock Faust as its documentation writes it: records, a windowed table, on_window_close.

Its windows close by the wall clock, whatever the events' time: in a catch-up each is over within a second of its first
event, and what comes after begins it anew. One that starts no later than the last one closed, in any partition, goes
without being reported (`_del_old_keys` of faust/tables/base.py). So its figures are wrong in a catch-up, however long
one waits; the bench says so (`"correct": false` and why) and compares the cost only.
"""

import os
import signal
import sys
from datetime import datetime, timedelta

import faust
import msgspec

from tests.bench.job import VIEWS, Figures, RowKey, row
from tests.bench.meter import Meter, events_expected, report_file

RUN, PARTITIONS = os.environ["BENCH_RUN"], 12
app = faust.App(
    RUN,
    broker=f"kafka://{os.environ['BENCH_BROKER']}",
    store="memory://",
    datadir=os.environ["BENCH_DATA"],
    topic_partitions=PARTITIONS,
    topic_replication_factor=1,
    topic_disable_leader=True,
    consumer_auto_offset_reset="earliest",
    broker_commit_interval=10.0,
    table_cleanup_interval=1.0,
)
meter = Meter(events_expected(), report_file())


class Event(faust.Record, serializer="json", isodates=True):
    """An event, as Faust decodes it."""

    id: str
    type: str
    occurred_at: datetime
    shop_id: str
    visitor_id: str
    session_id: str
    source: str
    device: str
    item_id: str
    amount_cents: int | None = None
    quantity: int | None = None


def new_cell() -> dict[str, object]:
    """Nothing counted yet."""
    return {"views": 0, "orders": 0, "gmv": 0, "visitors": {}, "buyers": {}}


async def closed(key: tuple[str, tuple[float, float]], cell: dict) -> None:  # type: ignore[type-arg]
    """Say the figures of a window."""
    if cell and cell["visitors"]:
        shop, source = key[0].split("|")
        figures = Figures(
            cell["views"], len(cell["visitors"]), cell["orders"], len(cell["buyers"]), cell["gmv"]
        )
        line = msgspec.json.encode(row(RowKey(int(key[1][0] * 1000), shop, source), figures))
        await rows.send(key=shop.encode(), value=line)


records = app.topic(os.environ["BENCH_SOURCE"], value_type=bytes, value_serializer="raw")
events = app.topic(f"{RUN}-events", value_type=Event, partitions=PARTITIONS, internal=True)
rows = app.topic(os.environ["BENCH_OUTPUT"], value_serializer="raw", partitions=PARTITIONS)
cells = (
    app.Table("cells", default=new_cell, partitions=PARTITIONS, on_window_close=closed)
    .tumbling(60.0, expires=timedelta(seconds=120), key_index=False)
    .relative_to_field(Event.occurred_at)
)


@app.agent(records)
async def spread(stream: faust.StreamT) -> None:
    """One record of many lines becomes many records of one event."""
    async for key, record in stream.items():
        meter.start()
        for line in record.split(b"\n"):
            await events.send(key=key, value=Event.loads(line))


@app.agent(events)
async def count(stream: faust.StreamT) -> None:
    """Count one event into its window."""
    async for event in stream:
        if event.type != "tick":
            window = cells[f"{event.shop_id}|{event.source}"]
            cell = window.value()
            add(cell, event)
            cells[f"{event.shop_id}|{event.source}"] = cell
        if meter.count(1):
            meter.finish()
            app.loop.call_later(1, os.kill, os.getpid(), signal.SIGTERM)


def add(cell: dict, event: Event) -> None:  # type: ignore[type-arg]
    """The figures of one window after one more event."""
    cell["visitors"][event.visitor_id] = 1
    if event.type in VIEWS:
        cell["views"] += 1
    elif event.type == "order.paid":
        cell["orders"] += 1
        cell["gmv"] += event.amount_cents
        cell["buyers"][event.visitor_id] = 1


if __name__ == "__main__":
    sys.argv = ["bench", "worker", "-l", "warn", "--without-web"]
    app.main()
