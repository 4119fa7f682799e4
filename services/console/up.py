"""`console up`: the whole installation on one machine, from the broker to the page, until it is told to stop."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from threading import Event

from kafka.errors import KafkaError
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from services.console import leftovers
from services.console.broker import memory
from services.console.broker.process import STOP_SECONDS, await_answer, prepare
from services.console.child import Child
from services.console.errors import ConsoleError
from services.console.installation import Installation, python
from services.console.keysfile import ensure_keys
from services.console.link import page_link
from services.console.ports import SERVICES, require_free
from services.console.readiness import await_ready
from services.console.ready import Ready
from services.console.signals import stop_event
from services.console.supervisor import Supervisor
from services.runtime.access.opening import open_access
from services.runtime.kafka.topics import TopicsDiffer, ensure_topics

LOOK_EVERY_SECONDS = 0.2
SERVICE_STOP_SECONDS = 20.0
WhenReady = Callable[[Ready, ExitStack], None]


def run(
    installation: Installation, console: Console, money: Mapping[str, object], when_ready: WhenReady
) -> None:
    """Starts everything, calls `when_ready` once, and supervises until a stop signal; raises ConsoleError."""
    asked_to_stop = stop_event()
    with installation.claim(), ExitStack() as extras:
        if leftovers.end(installation.pids_file):
            console.print("Ended what an earlier start had left running.")
        supervisor = Supervisor(lambda said: console.print(f"[yellow]{said}[/yellow]"))
        broker, services = _children(installation, console)
        try:
            if _start(installation, supervisor, broker, services, console, asked_to_stop):
                when_ready(_ready(installation, money), extras)
                _watch(installation, supervisor, asked_to_stop)
        finally:
            extras.close()
            supervisor.stop(services, SERVICE_STOP_SECONDS)
            supervisor.stop([broker], STOP_SECONDS)
            (installation.pids_file).unlink(missing_ok=True)


def _children(installation: Installation, console: Console) -> tuple[Child, list[Child]]:
    require_free(installation.ports.by_role())
    memory.require(memory.BROKER_BYTES + memory.SERVICES_BYTES)
    broker = prepare(installation.data, installation.ports, console)
    services = [
        Child(
            name,
            [python(), "-m", f"services.{name}"],
            installation.logs / f"{name}.log",
            installation.environment(name),
        )
        for name in SERVICES
    ]
    return broker, services


def _start(
    installation: Installation,
    supervisor: Supervisor,
    broker: Child,
    services: list[Child],
    console: Console,
    asked_to_stop: Event,
) -> bool:
    """True when all are ready, False when a stop signal came first."""
    console.print("Starting the broker ...")
    broker.start()
    await_answer(broker, installation.ports, installation.data, asked_to_stop.is_set)
    if asked_to_stop.is_set():
        return False
    _prepare_stores(installation)
    supervisor.adopt(broker)
    console.print("Starting the services ...")
    supervisor.start(services)
    leftovers.remember(installation.pids_file, supervisor.pids())
    urls = {name: installation.ports.url(name) for name in SERVICES}
    await_ready(urls, supervisor.look, asked_to_stop.is_set, str(installation.logs), console.print)
    return not asked_to_stop.is_set()


def _prepare_stores(installation: Installation) -> None:
    """Topics and the access database, so that no service has to wait for another; ConsoleError in a sentence."""
    try:
        ensure_topics(installation.stack)
        open_access(installation.stack).dispose()
    except TopicsDiffer as differ:
        raise ConsoleError(str(differ)) from differ
    except KafkaError as error:
        raise ConsoleError(
            f"The broker did not make the topics in time ({type(error).__name__}): start again.",
            trying_again_helps=True,
        ) from error
    except SQLAlchemyError as error:
        raise ConsoleError(
            f"{installation.data / 'access.db'} cannot be used ({str(error).splitlines()[0]}): restore it from a "
            f"backup, or start with another --data."
        ) from error


def _ready(installation: Installation, money: Mapping[str, object]) -> Ready:
    access = open_access(installation.stack)
    try:
        keys = ensure_keys(installation, access, money)
        page = page_link(access, installation.ports.url("planner"), "owner")
    finally:
        access.dispose()
    return Ready(installation, page, keys)


def _watch(installation: Installation, supervisor: Supervisor, asked_to_stop: Event) -> None:
    while not asked_to_stop.is_set():
        if supervisor.look():
            leftovers.remember(installation.pids_file, supervisor.pids())
        time.sleep(LOOK_EVERY_SECONDS)
