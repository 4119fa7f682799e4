"""Sends records and waits for the broker's acknowledgement, without ever blocking the event loop."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from services.runtime import logs
from services.runtime.kafka.connection import client_options
from services.runtime.settings import Stack

MAX_REQUEST_BYTES = 1_048_576
BATCH_BYTES = 262_144
DELIVERY_TIMEOUT_MS = 30_000
METADATA_TIMEOUT_MS = 5_000
BOOTSTRAP_TIMEOUT_MS = 8_000
log = logs.get(__name__)


@dataclass(frozen=True)
class Record:
    """One record for one partition; `headers` are (name, value) pairs."""

    topic: str
    key: bytes | None
    value: bytes
    partition: int
    headers: tuple[tuple[str, bytes], ...] = ()


class NotAcknowledged(Exception):
    """The broker did not confirm in time: the record may or may not be there; sending again is right."""


class RecordProducer:
    """An idempotent producer with acks from all in-sync copies; order per partition is the order of the calls.

    kafka-python's `send` may block while it learns about a topic, so all calls go through one thread of ours,
    which keeps their order; its answers come back by `call_soon_threadsafe`.
    """

    def __init__(self, stack: Stack, topics: Sequence[str] = (), linger_ms: int = 0) -> None:
        """`topics` are looked up at start, so that the first send finds them known."""
        self._stack = stack
        self._topics = tuple(topics)
        self._linger_ms = linger_ms
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kafka-send")
        self._producer: KafkaProducer | None = None

    async def start(self) -> None:
        """Connects and warms the topics; raises `NotAcknowledged` when no broker answers."""
        await self._in_thread(self._connect)

    async def stop(self) -> None:
        """Sends what is still waiting, for at most ten seconds, and disconnects."""
        if self._producer is not None:
            await self._in_thread(self._producer.close, 10.0)
        self._thread.shutdown(wait=False)

    async def send(self, records: Sequence[Record], timeout: float = 20.0) -> None:  # noqa: ASYNC109 - part of the promise
        """Returns when every record is acknowledged; raises `NotAcknowledged` after `timeout` seconds or an error."""
        acknowledgements = await self.enqueue(records)
        done, late = await asyncio.wait(acknowledgements, timeout=timeout) if acknowledgements else ((), ())
        failed = [error for each in done if (error := each.exception())]
        if failed:
            raise NotAcknowledged(str(failed[0])) from failed[0]
        if late:
            raise NotAcknowledged(f"{len(late)} of {len(records)} records not acknowledged in {timeout:g} s")

    async def enqueue(self, records: Sequence[Record]) -> list[asyncio.Future[None]]:
        """Hands the records over in order; each future ends with the record's acknowledgement or the error."""
        if self._producer is None:
            raise NotAcknowledged("the producer is not connected")
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[None]] = [loop.create_future() for _ in records]
        try:
            await self._in_thread(self._hand_over, records, futures, loop)
        except KafkaError as error:
            _fail(futures, error)
        return futures

    def _connect(self) -> None:
        try:
            producer = KafkaProducer(
                **client_options(self._stack),
                acks="all",
                enable_idempotence=True,
                linger_ms=self._linger_ms,
                batch_size=BATCH_BYTES,
                max_request_size=MAX_REQUEST_BYTES,
                max_block_ms=METADATA_TIMEOUT_MS,
                delivery_timeout_ms=DELIVERY_TIMEOUT_MS,
                request_timeout_ms=10_000,
                bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS,
                reconnect_backoff_max_ms=1_000,
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
            for topic in self._topics:
                producer.partitions_for(topic)
        except KafkaError as error:
            raise NotAcknowledged(f"no broker answers at {self._stack.broker}: {error}") from error
        self._producer = producer

    def _hand_over(
        self,
        records: Sequence[Record],
        futures: Sequence[asyncio.Future[None]],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        assert self._producer is not None
        for record, future in zip(records, futures, strict=True):
            sent = self._producer.send(
                record.topic,
                value=record.value,
                key=record.key,
                headers=list(record.headers),
                partition=record.partition,
            )
            sent.add_callback(_from_thread, loop, future)
            sent.add_errback(_from_thread, loop, future)

    async def _in_thread(self, function: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)


def _from_thread(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None], outcome: object) -> None:
    """kafka-python calls this in its own thread with the record's place or an error."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(_settle, future, outcome)


def _settle(future: asyncio.Future[None], outcome: object) -> None:
    if future.done():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(NotAcknowledged(str(outcome)))
        future.exception()  # somebody may have stopped waiting: that is not worth a warning
    else:
        future.set_result(None)


def _fail(futures: Sequence[asyncio.Future[None]], error: Exception) -> None:
    for future in futures:
        _settle(future, error)
