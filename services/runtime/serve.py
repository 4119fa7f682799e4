"""Runs a service: HTTP and, where there is one, the stream worker in one event loop, until a signal or a fault."""

import asyncio
import contextlib
import os
import signal
import socket
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
ASK_SECONDS = 0.3
PROCESS = "process"
SOCKET = (
    "DIANZHANG_SOCKET"  # environment: the file descriptor of a listening socket, from the process before us
)
AGAIN = -1
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
    After SIGHUP the process stops in the same way and begins anew in its own place, with what it is then told; the
    listening socket stays open, so that whoever asks meanwhile waits instead of being refused.
    """
    port = _listening(settings)
    code = uvloop.run(_serve(app, port, worker, server_options))
    if code == AGAIN:
        port.set_inheritable(True)
        os.environ[SOCKET] = str(port.fileno())
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own command line again
    sys.exit(code)


def _listening(settings: ServiceSettings) -> socket.socket:
    """The socket that was handed down, else a new one."""
    inherited = os.environ.pop(SOCKET, "")
    if inherited:
        return socket.socket(fileno=int(inherited))
    return uvicorn.Config("", host=settings.host, port=settings.port, log_config=None).bind_socket()


async def _serve(
    app: FastAPI, port: socket.socket, worker: "faust.App | None", server_options: dict[str, Any]
) -> int:
    stopping, again = _signals()
    server = _Server(uvicorn.Config(app, **SERVER_OPTIONS | server_options))
    http = asyncio.create_task(server.serve(sockets=[port.dup()]), name="http")
    stream = asyncio.create_task(_work(worker), name="stream") if worker is not None else None
    fault = await _until_stopped(stopping, [task for task in (http, stream) if task is not None])
    health: Health = app.state.health
    health.set_ready(PROCESS, False, "stopping")
    if stream is not None:
        await _end(stream)
    if again.is_set():
        await server.let_in_nobody_more()
    server.should_exit = True
    await asyncio.gather(http, return_exceptions=True)
    log.info("stopped", fault=fault)
    if again.is_set() and not fault:
        return AGAIN
    code = EXIT_IN_DOUBT if fault else 0
    _leave_anyway(code)
    return code


def _leave_anyway(code: int) -> None:
    """Everything of ours has stopped: a library's thread that goes on must not keep the process."""
    timer = threading.Timer(LEAVE_SECONDS, os._exit, [code])
    timer.daemon = True
    timer.start()


def _signals() -> tuple[asyncio.Event, asyncio.Event]:
    """An event set by SIGTERM, SIGINT or SIGHUP; another one set by SIGHUP alone."""
    stopping, again = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopping.set)

    def begin_anew() -> None:
        again.set()
        stopping.set()

    loop.add_signal_handler(signal.SIGHUP, begin_anew)
    return stopping, again


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

    async def let_in_nobody_more(self) -> None:
        """Connections stay in the queue of the listening socket; who was let in already may still ask."""
        for each in self.servers:
            each.close()
        await asyncio.sleep(ASK_SECONDS)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
