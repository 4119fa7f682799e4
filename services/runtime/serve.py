"""Runs a service: HTTP and, where there is one, the stream worker in one event loop, until a signal or a fault."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import uvicorn
import uvloop
from fastapi import FastAPI

from services.runtime import logs
from services.runtime.health import Health
from services.runtime.settings import ServiceSettings

if TYPE_CHECKING:  # ingest runs without the stream worker's packages
    import faust

EXIT_IN_DOUBT = 70
GRACE_SECONDS = 8
WORKER_STOP_SECONDS = 15.0
LEAVE_SECONDS = 3.0
PROCESS = "process"
SERVER_OPTIONS: dict[str, Any] = {
    "loop": "none",
    "http": "httptools",
    "lifespan": "on",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": GRACE_SECONDS,
}
log = logs.get(__name__)


def run(
    app: FastAPI, settings: ServiceSettings, worker: "faust.App | None" = None, **server_options: Any
) -> None:
    """Serves until SIGTERM or SIGINT, then ends with exit code 0; a fault of HTTP or worker ends it with 70.

    HTTP is served at once, so that /readyz can say what is missing; on a signal readiness fails first, then the
    worker stops and commits its offsets, then requests in flight are answered. `server_options` go to uvicorn.
    """
    sys.exit(uvloop.run(_serve(app, settings, worker, server_options)))


async def _serve(
    app: FastAPI, settings: ServiceSettings, worker: "faust.App | None", server_options: dict[str, Any]
) -> int:
    stopping = _signals()
    config = uvicorn.Config(app, host=settings.host, port=settings.port, **SERVER_OPTIONS | server_options)
    server = _Server(config)
    http = asyncio.create_task(server.serve(), name="http")
    stream = asyncio.create_task(_work(worker), name="stream") if worker is not None else None
    fault = await _until_stopped(stopping, [task for task in (http, stream) if task is not None])
    health: Health = app.state.health
    health.set_ready(PROCESS, False, "stopping")
    if stream is not None:
        await _end(stream)
    server.should_exit = True
    await asyncio.gather(http, return_exceptions=True)
    log.info("stopped", fault=fault)
    code = EXIT_IN_DOUBT if fault else 0
    _leave_anyway(code)
    return code


def _leave_anyway(code: int) -> None:
    """Everything of ours has stopped: a library's thread that goes on must not keep the process."""
    timer = threading.Timer(LEAVE_SECONDS, os._exit, [code])
    timer.daemon = True
    timer.start()


def _signals() -> asyncio.Event:
    """An event set by SIGTERM or SIGINT."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopping.set)
    return stopping


async def _work(worker: "faust.App") -> None:
    """Runs the stream worker until it is cancelled; raises when it crashes or can not start."""
    from faust.contrib.asgi import bind_to_running_loop

    bind_to_running_loop(worker)
    worker.finalize()
    starting = asyncio.ensure_future(worker.start())
    try:
        await asyncio.shield(starting)
        await worker.wait_until_stopped()
        raise RuntimeError(f"the stream worker ended: {worker.crash_reason!r}")
    finally:
        await asyncio.wait([starting])  # what is half started does not stop
        await worker.stop()


async def _until_stopped(stopping: asyncio.Event, tasks: list[asyncio.Task[None]]) -> str | None:
    """Waits for a signal (None) or for the first part that ends by itself: what was wrong with it."""
    signalled = asyncio.create_task(stopping.wait())
    await asyncio.wait([signalled, *tasks], return_when=asyncio.FIRST_COMPLETED)
    if stopping.is_set():
        return None
    signalled.cancel()
    ended = next(task for task in tasks if task.done())
    error = ended.exception()
    log.error("ended_by_itself", part=ended.get_name(), exc_info=error)
    return f"{ended.get_name()}: {error!r}"


async def _end(stream: asyncio.Task[None]) -> None:
    stream.cancel()
    done, late = await asyncio.wait([stream], timeout=WORKER_STOP_SECONDS)
    if late:
        log.warning("worker_did_not_stop", seconds=WORKER_STOP_SECONDS)
    for task in done:
        with contextlib.suppress(asyncio.CancelledError):
            task.exception()


class _Server(uvicorn.Server):
    """Leaves the signals to us: the worker must stop before the server does."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
