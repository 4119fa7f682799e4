"""Feeds an inbox from the stream: batches into one transaction each, acknowledged after the commit."""

import asyncio
from collections.abc import Sequence
from typing import Any

import faust
from sqlalchemy.exc import InterfaceError, OperationalError

from services.runtime import logs
from services.runtime.health import Health
from services.runtime.kafka.inbox import Handle, Inbox, record_of
from services.runtime.kafka.stream import STREAM, die, raw_topic

BATCH_RECORDS = 200
BATCH_SECONDS = 0.05
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)
DATABASE = "database"
log = logs.get(__name__)


def consume(
    app: faust.App,
    topics: Sequence[str],
    inbox: Inbox,
    handle: Handle,
    health: Health | None = None,
) -> None:
    """Registers the agent that reads `topics` into `inbox`; call it before the worker starts.

    `handle(session, records)` runs in a thread, in the transaction that also moves the offsets: it may only
    change things through `session`. It is called again with the same records when the database went away.
    Any other error ends the process (the restart is exact). The group starts where the database says,
    whatever Kafka has committed.
    """
    _start_where_stored(app, topics, inbox)
    feed = _Feed(app, inbox, handle, health or Health())

    @app.agent(raw_topic(app, *topics), concurrency=1, name=f"{app.conf.id}-inbox")
    async def take(stream: Any) -> None:
        async for batch in stream.noack_take(BATCH_RECORDS, within=BATCH_SECONDS):
            await feed.take(batch)


class _Feed:
    """What one agent needs to take a batch."""

    def __init__(self, app: faust.App, inbox: Inbox, handle: Handle, health: Health) -> None:
        self._app = app
        self._inbox = inbox
        self._handle = handle
        self._health = health

    async def take(self, batch: Sequence[Any]) -> None:
        """One transaction, then the acknowledgements; what is left over from before a rebalance is dropped."""
        generation = self._app.consumer_generation_id
        current = [event for event in batch if event.message.generation_id == generation]
        if not current:
            return
        records = [record_of(event.message) for event in current]
        self._health.waiting(STREAM, True)
        try:
            await self._commit(records)
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except BaseException as error:
            log.exception("handling_failed", topic=records[0].topic, offset=records[0].offset)
            die(f"records could not be handled: {error!r}")
        self._health.beat(STREAM)
        self._health.waiting(STREAM, False)
        if generation == self._app.consumer_generation_id:
            for event in current:
                event.ack()

    async def _commit(self, records: Sequence[Any]) -> None:
        """Tries until the database is there; while it is not, the process is alive but not ready."""
        attempt = 0
        while True:
            try:
                await asyncio.to_thread(self._inbox.take, records, self._handle)
            except (OperationalError, InterfaceError) as error:
                log.warning("database_away", error=str(error.orig))
                self._health.set_ready(DATABASE, False, "the database does not answer")
                self._health.beat(STREAM)
                await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
                attempt += 1
            else:
                self._health.set_ready(DATABASE, True)
                return


def _start_where_stored(app: faust.App, topics: Sequence[str], inbox: Inbox) -> None:
    """Before the worker seeks to what the group has committed, the group commits what the database has."""

    async def align(*_: Any, **__: Any) -> None:
        consumer: Any = app.consumer
        assigned = [tp for tp in consumer.assignment() if tp.topic in topics]
        if not assigned:
            return
        stored = await asyncio.to_thread(inbox.offsets, [(tp.topic, tp.partition) for tp in assigned])
        earliest = await consumer.earliest_offsets(*assigned)
        wanted = {tp: max(stored[tp.topic, tp.partition], earliest[tp]) for tp in assigned}
        await consumer._commit(wanted)  # noqa: SLF001 - Faust offers no public way to commit chosen offsets
        for tp, offset in wanted.items():
            await consumer.seek(tp, offset)  # Faust itself seeks to committed offsets above 0 only

    app.on_rebalance_complete.connect(align, weak=False)
