"""Alerts, put together in the order in which the data flows.

shop.settings, shop.facts, shop.metrics, shop.goals ─▶ Inbox ─▶ Taking.take, one SQL transaction:
  b'{"type":"metric.rolled",...}\\n...'   one record: lines of one shop
     ─▶ hearing (read model) ─▶ judging ─▶ lifecycle.step ─▶ ledger: incident, transition, message, deliveries, offset
every second: Clockwork (what time alone changes) ─▶ the same ledger
after each commit: Outbox ─▶ shop.alerts          b'{"type":"alert.opened",...}\\n'
                   Deliverer ─▶ webhooks          POST {"type":"alert.opened","timestamp":...,"data":{...}}
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, NamedTuple

import faust
from fastapi import FastAPI
from sqlalchemy import Engine

from services.alerts.clockwork import Clockwork
from services.alerts.delivery.opening import Webhooks, open_webhooks
from services.alerts.housekeeping import Housekeeping
from services.alerts.listening import Listening
from services.alerts.outbox import Outbox
from services.alerts.receivers import Receivers
from services.alerts.routes import acting, alerts, endpoints, promos, rules
from services.alerts.routes.parts import Parts
from services.alerts.settings import Settings
from services.alerts.taking import ORDER, Taking
from services.contracts.topics import ALERTS, EVENTS, FACTS, SETTINGS
from services.runtime import logs
from services.runtime.access.keys import Keyring
from services.runtime.access.opening import open_access
from services.runtime.clock import Clock, SystemClock
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.kafka.consuming import consume
from services.runtime.kafka.inbox import Inbox
from services.runtime.kafka.producer import NotAcknowledged, RecordProducer
from services.runtime.kafka.publisher import EventPublisher
from services.runtime.kafka.stream import STREAM, die, report_assignment, stream_app, watch
from services.runtime.settings import Stack
from services.runtime.store import migrate, open_engine

NAME = "alerts"
ABOUT = "What is wrong in a shop, who has to act, and that they were told."
PRODUCER = "producer"
RETRY_SECONDS = 1.0
log = logs.get(__name__)


class Alerts(NamedTuple):
    """The two halves of the process."""

    http: FastAPI
    stream: faust.App


def create(
    stack: Stack, settings: Settings, clock: Clock | None = None, producer: RecordProducer | None = None
) -> Alerts:
    """Everything wired, nothing started; the database is migrated."""
    clock = clock or SystemClock()
    health, access = Health(STREAM, PRODUCER), open_access(stack)
    engine = open_engine(settings.database(stack, NAME))
    migrate(engine, "services.alerts")
    listening = Listening(clock)
    producer = producer or RecordProducer(stack, (ALERTS, EVENTS, FACTS, SETTINGS))
    publisher = EventPublisher(producer, stack.partitions, clock)
    outbox = Outbox(engine, publisher, clock, health)
    receivers = Receivers(clock, listening.since, outbox.ring)
    webhooks = open_webhooks(
        engine, access, clock, on_disabled=receivers.disabled, on_enabled=receivers.enabled
    )

    def bell() -> None:
        outbox.ring()
        webhooks.deliverer.wake()

    taking = Taking(clock, listening.since, bell, lambda: webhooks.vault.make()[1])
    clockwork = Clockwork(engine, clock, listening.since, bell, health)
    stream = _stream(stack, settings, engine, taking, listening, health)
    tidy = Housekeeping(engine, clock, timedelta(days=settings.kept_days))
    beside = (clockwork.run, webhooks.deliverer.run, tidy.run)

    http = create_app(
        "Dianzhang alerts",
        NAME,
        health,
        lifespan=_lifespan(producer, publisher, health, outbox, beside),
        routers=[alerts.router, acting.router, rules.router, promos.router, endpoints.router],
        description=ABOUT,
    )
    _hand_over(http, Parts(engine, publisher, clock), webhooks, access)
    return Alerts(http, stream)


def _stream(
    stack: Stack, settings: Settings, engine: Engine, taking: Taking, listening: Listening, health: Health
) -> faust.App:
    stream = stream_app(settings.group, stack, instance=settings.instance)

    async def begin(*_: Any, **__: Any) -> None:
        listening.begin()

    stream.on_rebalance_complete.connect(begin, weak=False)
    report_assignment(stream, health)
    watch(stream, health)
    consume(stream, ORDER, Inbox(engine, settings.group), taking.take, health)
    return stream


def _hand_over(http: FastAPI, parts: Parts, webhooks: Webhooks, access: Engine) -> None:
    http.state.parts, http.state.webhooks = parts, webhooks
    http.state.keyring = Keyring(access)


def _lifespan(
    producer: RecordProducer,
    publisher: EventPublisher,
    health: Health,
    outbox: Outbox,
    beside: tuple[Callable[[], Any], ...],
) -> Any:
    """HTTP is served and webhooks go out at once; what publishes begins when the broker answers."""

    async def publish() -> None:
        await _connect(producer, health)
        await publisher.start()
        health.set_ready(PRODUCER, True)
        await outbox.run()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(part(), name=part.__qualname__) for part in (publish, *beside)]
        for task in tasks:
            task.add_done_callback(_crash_on_doubt)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(NotAcknowledged):
                await publisher.stop()
            await producer.stop()

    return lifespan


async def _connect(producer: RecordProducer, health: Health) -> None:
    while True:
        try:
            await producer.start()
        except NotAcknowledged as error:
            health.set_ready(PRODUCER, False, str(error))
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


def _crash_on_doubt(task: "asyncio.Task[None]") -> None:
    """A part of ours that ends by itself must not leave a process that looks alive."""
    if not task.cancelled() and task.exception() is not None:
        log.error("part_failed", exc_info=task.exception())
        die(f"a part ended by itself: {task.exception()!r}")
