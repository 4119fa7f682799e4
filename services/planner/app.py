"""The planner, put together in the order in which the data flows.

shop.metrics, shop.metrics.final ─┐   b'{"type":"metric.rolled","data":{"metric":"gmv",...}}\\n...'
shop.settings, shop.facts         ├─▶ Intake ─▶ SQL, with what has to be thought about
shop.alerts                       ─┘
SQL ─▶ think: replan, judge a closed day, issue its report ─▶ SQL and outbox, in one transaction
outbox ─▶ Sender ─▶ shop.goals      b'{"type":"goal.cascaded","data":{"level":"day","period":"2026-11-28",...}}'
                 └▶ shop.metrics    b'{"type":"metric.rolled","data":{"metric":"attainment",...}}'
SQL ─▶ Live ─▶ shop.metrics         the running day against its path, every few seconds
SQL ─▶ view ─▶ pages at /, GET /v1/shops/{shop}/plan, GET /v1/shops/{shop}/reports/morning
PUT /v1/shops/{shop}/targets/{period} ─▶ publisher ─▶ shop.events, shop.facts, shop.settings
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import faust
from fastapi import FastAPI

from services.contracts import topics
from services.planner.agents.intake import Intake
from services.planner.agents.live import Live
from services.planner.agents.publishing import Sender
from services.planner.agents.rounds import Rounds
from services.planner.backstage import Backstage, target_setter
from services.planner.routes import plan, reports, targets
from services.planner.settings import Settings
from services.planner.store.tables import ShopProfile
from services.planner.web.door import Door
from services.planner.web.routes import pages
from services.runtime.access.keys import Keyring
from services.runtime.access.opening import open_access
from services.runtime.access.secret import page_secret
from services.runtime.access.shops import shop_of
from services.runtime.clock import SystemClock
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.kafka.consuming import consume
from services.runtime.kafka.inbox import Inbox
from services.runtime.kafka.producer import RecordProducer
from services.runtime.kafka.publisher import EventPublisher
from services.runtime.kafka.stream import STREAM, report_assignment, stream_app, watch
from services.runtime.settings import Stack
from services.runtime.store import migrate, open_engine

NAME = "planner"
ABOUT = "Targets split down to days and people, re-planned as each day closes, explained every morning."
READS = (topics.METRICS, topics.METRICS_FINAL, topics.SETTINGS, topics.FACTS, topics.ALERTS)
WRITES = (topics.GOALS, topics.METRICS, topics.METRICS_FINAL, topics.EVENTS, topics.FACTS, topics.SETTINGS)


class Planner(NamedTuple):
    """The two halves of the process."""

    http: FastAPI
    stream: faust.App


def create(stack: Stack, settings: Settings) -> Planner:
    """Everything wired, nothing started; the database is migrated."""
    health, clock, access = Health(STREAM), SystemClock(), open_access(stack)
    engine = open_engine(settings.database(stack, NAME))
    migrate(engine, "services.planner")
    stream = stream_app(settings.group, stack, instance=settings.instance)

    def profile(shop_id: str) -> ShopProfile | None:
        shop = shop_of(access, shop_id)
        return ShopProfile(**shop.model_dump(exclude={"created_at"})) if shop else None

    consume(stream, READS, Inbox(engine, settings.group), Intake(profile, clock).take, health)
    report_assignment(stream, health)
    watch(stream, health)

    producer = RecordProducer(stack, WRITES)
    publisher = EventPublisher(producer, stack.partitions, clock)
    sender = Sender(engine, producer, stack.partitions)
    live = Live(engine, producer, stack.partitions, clock)
    rounds = Rounds(engine, clock, settings, sender, live, health)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await producer.start()
        await publisher.start()
        running = rounds.start()
        yield
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await publisher.stop()
        await producer.stop()

    door = Door(page_secret(access), clock, is_secure=stack.cookie_secure)
    site = pages(Backstage(engine, access, clock), door, target_setter(publisher.say, clock))
    routers = [
        targets.router(publisher.say, clock),
        plan.router(engine, clock),
        reports.router(engine, clock),
        site,
    ]
    http = create_app("Dianzhang planner", NAME, health, lifespan=life, routers=routers, description=ABOUT)
    http.state.keyring = Keyring(access)
    return Planner(http, stream)
