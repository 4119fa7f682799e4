"""The job on the product's own worker: its consumption, engine, checkpoints, recovery and emission."""

import asyncio
import os
import signal
from pathlib import Path

import uvloop
from faust.contrib.asgi import faust_app_running

from services.analyzer.agents.collecting import spare_collector
from services.analyzer.agents.worker import Plan, Worker
from services.analyzer.engine.aggregator import SourceRecord
from services.contracts.topics import TICK_HEADER
from services.runtime.kafka.stream import die, stream_app
from services.runtime.settings import Stack
from tests.bench.meter import Meter, events_expected, report_file
from tests.bench.rollup import OUTPUT, Rollup


class Metered(Rollup):
    """The job, which says when it is handed its first record."""

    def __init__(self, meter: Meter) -> None:
        """`meter` is that of the process: all partitions share it."""
        super().__init__()
        self._meter = meter

    def apply(self, record: SourceRecord) -> None:
        """Count one record."""
        self._meter.start()
        super().apply(record)


async def work(run: str, source: str, output: str, stack: Stack, meter: Meter) -> None:
    """Count until all events are counted and everything is durable."""
    app = stream_app(run, stack)
    plan = Plan(stack.broker, source, f"{run}-state", TICK_HEADER, {OUTPUT: output})
    worker = Worker(app, plan, lambda _: Metered(meter), die)
    spare_collector()  # as the analyzer's own process does
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with faust_app_running(app):
        while not stopped.is_set():
            await asyncio.sleep(0.02)
            folds = [held.fold for held in worker.owned.partitions.values()]
            is_counted = meter.count(sum(fold.events for fold in folds) - meter.done)
            if is_counted and not worker.owned.unacked:
                meter.finish()
                return


if __name__ == "__main__":
    uvloop.run(
        work(
            os.environ["BENCH_RUN"],
            os.environ["BENCH_SOURCE"],
            os.environ["BENCH_OUTPUT"],
            Stack(broker=os.environ["BENCH_BROKER"], data_dir=Path(os.environ["BENCH_DATA"])),
            Meter(events_expected(), report_file()),
        )
    )
