"""The Faust worker as we run it: settings that were proven, nothing declared by itself, crash on doubt."""

import asyncio
import os
from typing import Any, NoReturn

import faust

from services.runtime import logs
from services.runtime.health import Health
from services.runtime.kafka.runs import WAITING_RUNS
from services.runtime.kafka.waits import App, NoTables
from services.runtime.serve import EXIT_IN_DOUBT
from services.runtime.settings import Stack

SESSION_SECONDS = 8.0
REBALANCE_SECONDS = 10.0
STALL_SECONDS = 180.0
FETCH_BYTES = 4 * 1024 * 1024
WATCH_EVERY_SECONDS = 1.0
STREAM = "stream"
log = logs.get(__name__)


def stream_app(name: str, stack: Stack, *, instance: str | None = None) -> App:
    """A worker of the consumer group `name`; `instance` makes its membership static (one name per replica).

    State is not Faust's: its tables are off, its topics are ours, acknowledgements are explicit.
    """
    stack.data_dir.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"consumer_group_instance_id": instance} if instance else {}
    return App(
        name,
        broker=";".join(f"kafka://{server}" for server in stack.broker.split(",")),
        store="memory://",
        datadir=str(stack.data_dir / "faust"),
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        topic_partitions=stack.partitions,
        stream_wait_empty=False,
        stream_recovery_delay=0.0,
        broker_commit_interval=1.0,
        broker_session_timeout=SESSION_SECONDS,
        broker_heartbeat_interval=SESSION_SECONDS / 4,
        broker_rebalance_timeout=REBALANCE_SECONDS,
        broker_request_timeout=30.0,
        producer_linger=0.002,
        producer_request_timeout=120.0,
        producer_max_request_size=FETCH_BYTES,
        consumer_max_fetch_size=FETCH_BYTES,
        consumer_auto_offset_reset="earliest",
        cython_optimizations=True,
        worker_redirect_stdouts=False,
        TableManager=NoTables,
        **options,
    )


def raw_topic(app: faust.App, *names: str) -> Any:
    """Topics whose keys and values stay bytes; our contracts decode them."""
    return app.topic(*names, key_type=bytes, key_serializer="raw", value_type=bytes, value_serializer="raw")


def run_topic(app: App, name: str) -> Any:
    """A raw topic whose stream has one event for a run of records: see `event.message.records`."""
    app.in_runs.add(name)
    return app.topic(name, key_type=bytes, key_serializer="raw", allow_empty=True, maxsize=WAITING_RUNS)


def report_assignment(app: faust.App, health: Health, name: str = STREAM) -> None:
    """Ready while partitions are assigned; not ready between a revocation and the end of the rebalance."""

    async def revoked(*_: Any, **__: Any) -> None:
        health.set_ready(name, False, "partitions are being assigned")

    async def complete(*_: Any, **__: Any) -> None:
        health.beat(name)
        health.set_ready(name, True)

    app.on_partitions_revoked.connect(revoked, weak=False)
    app.on_rebalance_complete.connect(complete, weak=False)


def watch(app: faust.App, health: Health, name: str = STREAM, limit_seconds: float = STALL_SECONDS) -> None:
    """Ends the process when `name` had input waiting and no beat for `limit_seconds`: a restart is exact."""

    async def watchdog() -> None:
        while not app.should_stop:
            await asyncio.sleep(WATCH_EVERY_SECONDS)
            stalled = health.stalled_seconds(name)
            if stalled > limit_seconds:
                die(f"{name} made no progress for {stalled:.0f} s")

    app.task(watchdog)


def die(reason: str, code: int = EXIT_IN_DOUBT) -> NoReturn:
    """Crash on doubt: says why, then ends at once, without acknowledging or writing anything more."""
    log.critical("crash_on_doubt", reason=reason)
    os._exit(code)
