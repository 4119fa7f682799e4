"""The analyzer, put together in the order in which the data flows.

shop.events ─▶ roll ─▶ ShopAggregator ─▶ checkpoint ─▶ shop.metrics, shop.metrics.final, shop.late, analyzer.state
  b'{"specversion":"1.0","id":"paid:o1","type":"order.paid",...}\\n...'     one record: lines of one shop
                            └─▶ every half second ─▶ shop.metrics      b'{"type":"metric.rolled",...}\\n...'
shop.metrics (the planner's rows too) ─▶ history (SQL) ─▶ GET /v1/shops/{shop}/metrics
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import faust
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.analyzer.agents.housekeeping import Housekeeping
from services.analyzer.agents.owned import Held
from services.analyzer.agents.switching import follow_switches
from services.analyzer.agents.worker import Plan, Worker
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import OutputRecord
from services.analyzer.history.active import activate
from services.analyzer.history.writing import HistoryWriter
from services.analyzer.lineage.log import EventLog
from services.analyzer.progress import Progress
from services.analyzer.routes import catalogue, lineage, metrics, progress
from services.analyzer.settings import Settings
from services.analyzer.shops import Shops
from services.analyzer.telemetry import Shown, Today
from services.contracts.topics import EVENTS, TICK_HEADER
from services.runtime import telemetry
from services.runtime.access.keys import Keyring
from services.runtime.access.opening import open_access
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.kafka.consuming import consume
from services.runtime.kafka.inbox import Inbox
from services.runtime.kafka.stream import SESSION_SECONDS, STREAM, die, stream_app
from services.runtime.settings import Stack
from services.runtime.store import migrate, open_engine

NAME = "analyzer"


class Analyzer(NamedTuple):
    """The two halves of the process."""

    http: FastAPI
    stream: faust.App


def create(stack: Stack, settings: Settings, registry: CollectorRegistry = telemetry.registry) -> Analyzer:
    """Everything wired, nothing started; the database is migrated."""
    health, access = Health(STREAM), open_access(stack)
    history = open_engine(settings.database(stack, NAME))
    migrate(history, "services.analyzer")
    active = activate(history, settings)
    stream = stream_app(active.group_id, stack, instance=settings.instance)

    shops = Shops(access)

    def fold(partition: int) -> ShopAggregator:
        return ShopAggregator(partition, shops.zone_name)

    counting = Worker(stream, _plan(stack, settings, active.state_topic), fold, die, current=_current)
    counting.tell_ready = lambda is_ready: health.set_ready(STREAM, is_ready, "partitions are being assigned")

    inbox = Inbox(history, settings.group)
    consume(stream, [settings.metrics_topic], inbox, HistoryWriter().take, health)

    told = Progress(
        counting.owned,
        stack.partitions,
        lambda number: counting.log_end(EVENTS, number),
        lambda number: counting.asked_end(EVENTS, number),
        history,
    )
    today = Today(Shown(shop for shop in settings.monitored_shops.split(",") if shop))
    registry.register(today)
    Housekeeping(counting, told, history, health, today, settings)
    follow_switches(stream, history, active)

    routers = [
        metrics.router(history, shops),
        lineage.router(history, shops, EventLog(stack, EVENTS, TICK_HEADER), told.further),
        catalogue.router(),
        progress.router(told, _stored(inbox, counting, settings.metrics_topic)),
    ]
    http = create_app("Dianzhang analyzer", NAME, health, routers=routers, description=ABOUT)
    http.state.keyring = Keyring(access)
    return Analyzer(http, stream)


ABOUT = "Figures of a shop: what was counted, by window and scope, and how far the counting is."


def _plan(stack: Stack, settings: Settings, state_topic: str) -> Plan:
    return Plan(
        broker=stack.broker,
        source=EVENTS,
        state=state_topic,
        tick_header=TICK_HEADER,
        outputs=settings.outputs(),
        checkpoint_every=settings.checkpoint_seconds,
        current_every=settings.current_seconds,
        most_unacked=settings.max_unacked,
        most_unacked_bytes=settings.max_unacked_mib << 20,
        stall_after=settings.stall_seconds,
        asleep_after=SESSION_SECONDS,
    )


def _current(held: Held[ShopAggregator]) -> list[OutputRecord]:
    return held.fold.current()


def _stored(
    inbox: Inbox, counting: Worker[ShopAggregator], topic: str
) -> Callable[[int], Awaitable[dict[str, int | None]]]:
    """How far a partition of the metrics topic is in SQL, and where it ends."""

    async def stored(number: int) -> dict[str, int | None]:
        place = (topic, number)
        offsets = await asyncio.to_thread(inbox.offsets, [place])
        return {"stored": offsets[place], "end": await counting.asked_end(topic, number)}

    return stored
