"""Starts the embedded broker and waits until it answers; the way for `up`, for tests, and for one broker alone."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.errors import KafkaError
from rich.console import Console

from services.console.broker import failures, java, memory
from services.console.broker.fetch import default_cache, fetch
from services.console.broker.folder import BrokerFolder
from services.console.broker.lock import Lock
from services.console.child import Child
from services.console.errors import ConsoleError
from services.console.ports import Ports, is_taken, require_free

START_TIMEOUT_SECONDS = 120.0
STOP_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.2


def prepare(data: Path, ports: Ports, console: Console, cache: Path | None = None) -> Child:
    """Everything before the start: jars, memory, ports, a formatted folder; raises ConsoleError in one sentence."""
    memory.require(memory.BROKER_BYTES)
    require_free({"broker": ports.broker, "controller": ports.controller})
    jars = fetch(Lock.read(), cache or default_cache(), console)
    folder = BrokerFolder((data / "kafka").resolve())
    folder.prepare(ports, jars)
    command = java.command(jars, "kafka.Kafka", str(folder.settings))
    return Child("broker", command, data / "logs" / "broker.log", dies_with_us=signal.SIGTERM)


def is_answering(ports: Ports) -> bool:
    """Whether the broker is registered with its controller and answers a client."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    if not is_taken(ports.broker):
        return False
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=ports.bootstrap, request_timeout_ms=5_000, bootstrap_timeout_ms=2_000
        )
    except KafkaError:
        return False
    try:
        return bool(admin.describe_cluster()["brokers"])
    except KafkaError:
        return False
    finally:
        admin.close()


def await_answer(
    child: Child, ports: Ports, data: Path, is_stopping: Callable[[], bool] = lambda: False
) -> None:
    """Returns once the started broker answers; raises ConsoleError with the reason if it ends or takes too long."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not is_stopping():
        if child.exit_code() is not None:
            raise failures.explain(failures.tail(child.log, child.log_start), data / "kafka", child.log)
        if is_answering(ports):
            return
        if time.monotonic() > deadline:
            raise ConsoleError(
                f"The broker did not answer within {START_TIMEOUT_SECONDS:.0f} s: its log is {child.log}."
            )
        time.sleep(LOOK_EVERY_SECONDS)


@contextmanager
def running_broker(
    data: Path,
    ports: Ports,
    console: Console | None = None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Iterator[str]:
    """A broker for as long as the block runs; yields its bootstrap address `127.0.0.1:port`."""
    child = prepare(data, ports, console or Console(stderr=True))
    child.start()
    try:
        await_answer(child, ports, data, is_stopping)
        yield ports.bootstrap
    finally:
        child.stop(STOP_SECONDS)
