"""Ingest, put together in the order in which an event comes in.

POST /v1/events ─▶ body ─▶ batch.cut ─▶ scanned ─▶ Sitting ─▶ publisher ─▶ shop.events, shop.facts, shop.settings
                    b'[{"specversion":"1.0",...},...]'  │ one JSON object each   b'{"specversion":"1.0",...}\\n...'
                                                        └─▶ quarantine (SQL) ─▶ shop.rejected
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import Engine

from services.contracts.topics import EVENTS, FACTS, REJECTED, SETTINGS
from services.ingest.door import Door
from services.ingest.gate import Gate
from services.ingest.housekeeping import Housekeeping
from services.ingest.memory import Memory
from services.ingest.phrases import PHRASES, Phrases
from services.ingest.quarantine import Quarantine
from services.ingest.rates import Rate
from services.ingest.replaying import Replayer
from services.ingest.routes import events, keys, quarantine, schemas
from services.ingest.routes.documents import describe_events
from services.ingest.routes.parts import Parts
from services.ingest.settings import Settings
from services.ingest.shopbook import ShopBook
from services.ingest.stream import Stream
from services.ingest.ticks import BROKER
from services.runtime.access.keys import Keyring
from services.runtime.access.opening import open_access
from services.runtime.clock import Clock, SystemClock
from services.runtime.health import Health
from services.runtime.http import create_app
from services.runtime.kafka.producer import RecordProducer
from services.runtime.kafka.publisher import EventPublisher
from services.runtime.kafka.topics import check_topics
from services.runtime.settings import Stack
from services.runtime.store import migrate, open_engine

NAME = "ingest"
ABOUT = "Events of a shop come in here: a verdict for each, and a 2xx only for what is stored."


def create(
    stack: Stack,
    settings: Settings,
    clock: Clock | None = None,
    producer: RecordProducer | None = None,
    check: Callable[[Stack], None] = check_topics,
) -> FastAPI:
    """Everything wired and the databases migrated; the stream is reached once the application starts."""
    clock = clock or SystemClock()
    producer = producer or RecordProducer(stack, (EVENTS, FACTS, SETTINGS, REJECTED))
    publisher = EventPublisher(producer, stack.partitions, clock)
    health = Health(BROKER)
    engine, access = open_engine(settings.database(stack, NAME)), open_access(stack)
    migrate(engine, "services.ingest")
    parts, memory = _parts(settings, clock, engine, access, publisher)
    stream = Stream(stack, producer, publisher, clock, health, settings.tick_seconds, check)
    house = Housekeeping(memory, parts.gate, parts.book, parts.quarantine)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await house.open()
        running = [asyncio.create_task(stream.run()), asyncio.create_task(house.run())]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await stream.stop()
            await house.close()
            engine.dispose()
            access.dispose()

    routers = [events.router, schemas.router, quarantine.router, keys.router]
    app = create_app("Dianzhang ingest", NAME, health, lifespan=lifespan, routers=routers, description=ABOUT)
    describe_events(app)
    app.state.parts = parts
    app.state.keyring = Keyring(access)
    return app


def _parts(
    settings: Settings, clock: Clock, engine: Engine, access: Engine, publisher: EventPublisher
) -> tuple[Parts, Memory]:
    book = ShopBook(engine, access, Phrases(_phrases(settings)))
    memory = Memory(engine, clock, settings.seen_hours, settings.remembered_events, settings.seen_events)
    refused = Quarantine(engine, clock, settings, book, publisher)
    door = Door(settings, clock, book, memory, refused, publisher)
    gate = Gate(engine, clock, Rate(settings.events_per_second, settings.events_burst))
    replayer = Replayer(settings, clock, book, door, refused)
    return Parts(settings, access, book, door, gate, refused, replayer), memory


def _phrases(settings: Settings) -> tuple[str, ...]:
    if settings.phrases_file is None:
        return PHRASES
    return tuple(settings.phrases_file.read_text(encoding="utf-8").splitlines())
