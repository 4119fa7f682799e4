"""The one publisher: everything accepted reaches the stream through it, and is a receipt when it returns."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from services.contracts.envelope import Envelope
from services.contracts.identity import settings_key, type_of
from services.contracts.registry import encode
from services.contracts.topics import SETTINGS, destinations, partition_of
from services.runtime import logs
from services.runtime.clock import Clock, SystemClock
from services.runtime.kafka.batching import records_of
from services.runtime.kafka.producer import NotAcknowledged, Record, RecordProducer

FLUSH_SECONDS = 0.004
ACK_SECONDS = 10.0
MAX_WAITING_BYTES = 128 * 1024 * 1024
log = logs.get(__name__)


@dataclass(frozen=True)
class Line:
    """One event as it goes onto the stream: `body` is its JSON without a newline.

    `settings_key` is the record key on `shop.settings` (see `settings_key`), for S events only.
    """

    type: str
    body: bytes
    settings_key: bytes | None = None


@dataclass
class _Shop:
    """What waits for the next flush of one shop."""

    lines: list[Line] = field(default_factory=list)
    receipts: list[asyncio.Future[None]] = field(default_factory=list)


def line_of(event: Envelope) -> Line:
    """The line of a typed event, ready to publish."""
    name = type_of(event)
    key = settings_key(event) if SETTINGS in destinations(name) else None
    return Line(name, encode(event), key)


class EventPublisher:
    """Group commit: callers' lines are collected for a few milliseconds, one record per shop and topic is sent.

    Lines of one shop keep the order of the calls, on every topic. A call returns when all topics of all its
    lines have acknowledged; what fails half way was not acknowledged, is sent again by the client and counts once.
    """

    def __init__(
        self,
        producer: RecordProducer,
        partitions: int,
        clock: Clock | None = None,
        flush_seconds: float = FLUSH_SECONDS,
    ) -> None:
        self._producer = producer
        self._partitions = partitions
        self._clock = clock or SystemClock()
        self._flush_seconds = flush_seconds
        self._waiting: dict[str, _Shop] = {}
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._loop: asyncio.Task[None] | None = None
        self._sent: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """The producer must be started before."""
        self._loop = asyncio.create_task(self._flush_for_ever(), name="publisher")

    async def stop(self) -> None:
        """Sends what waits and waits for its acknowledgements; nothing may be published after it."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        await self.flush()
        if self._sent:
            await asyncio.wait(self._sent, timeout=ACK_SECONDS)

    async def publish(self, shop_id: str, lines: Sequence[Line]) -> None:
        """Returns after the acknowledgements of all destinations; raises `NotAcknowledged`: outcome unknown."""
        if not lines:
            return
        size = sum(len(line.body) for line in lines)
        if self._waiting_bytes + size > MAX_WAITING_BYTES:
            raise NotAcknowledged("too much is waiting for the broker already")
        receipt: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        shop = self._waiting.setdefault(shop_id, _Shop())
        shop.lines.extend(lines)
        shop.receipts.append(receipt)
        self._waiting_bytes += size
        self._wake.set()
        try:
            await receipt
        finally:
            self._waiting_bytes -= size

    async def say(self, events: Sequence[Envelope]) -> None:
        """Publishes events of our own: stamps `receivedat` with the present, then as `publish`, shop by shop."""
        now = self._clock.now()
        by_shop: dict[str, list[Line]] = {}
        for event in events:
            stamped = msgspec.structs.replace(event, receivedat=now)
            by_shop.setdefault(event.shopid, []).append(line_of(stamped))
        await asyncio.gather(*(self.publish(shop_id, lines) for shop_id, lines in by_shop.items()))

    async def flush(self) -> None:
        """Hands over what waits now: a record that the producer is given afterwards comes behind it on the stream."""
        async with self._turn:
            await self._flush()

    async def _flush_for_ever(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(self._flush_seconds)
            await self.flush()

    async def _flush(self) -> None:
        """Hands everything that waits to the producer in one go; acknowledgements are awaited beside the loop."""
        self._wake.clear()
        batch, self._waiting = self._waiting, {}
        records: list[Record] = []
        parts: list[tuple[_Shop, slice]] = []
        for shop_id, shop in batch.items():
            try:
                own = list(self._records(shop_id, shop.lines))
            except (ValueError, KeyError) as error:  # one shop's odd line is no reason to refuse the others
                _refuse(shop.receipts, error)
                continue
            parts.append((shop, slice(len(records), len(records) + len(own))))
            records += own
        await self._hand_over(records, parts)

    async def _hand_over(self, records: list[Record], parts: list[tuple[_Shop, slice]]) -> None:
        try:
            acknowledgements = await self._producer.enqueue(records)
        except Exception as error:  # whatever it is: the callers must hear of it and the loop must go on
            for shop, _ in parts:
                _refuse(shop.receipts, error)
            return
        for shop, part in parts:
            task = asyncio.create_task(_settle(shop.receipts, acknowledgements[part]))
            self._sent.add(task)
            task.add_done_callback(self._sent.discard)

    def _records(self, shop_id: str, lines: Sequence[Line]) -> Iterator[Record]:
        partition = partition_of(shop_id, self._partitions)
        by_topic: dict[str, list[bytes]] = {}
        for line in lines:
            for topic in destinations(line.type):
                if topic == SETTINGS:
                    yield Record(topic, line.settings_key, line.body, partition)
                else:
                    by_topic.setdefault(topic, []).append(line.body)
        for topic, bodies in by_topic.items():
            for value in records_of(bodies):
                yield Record(topic, shop_id.encode(), value, partition)


async def _settle(
    receipts: Sequence[asyncio.Future[None]], acknowledgements: Sequence[asyncio.Future[None]]
) -> None:
    done, late = await asyncio.wait(acknowledgements, timeout=ACK_SECONDS)
    failed = next((error for each in done if (error := each.exception())), None)
    if failed or late:
        _refuse(receipts, failed or NotAcknowledged(f"no acknowledgement within {ACK_SECONDS:g} s"))
        return
    for receipt in receipts:
        if not receipt.done():
            receipt.set_result(None)


def _refuse(receipts: Sequence[asyncio.Future[None]], error: BaseException) -> None:
    log.warning("not_acknowledged", requests=len(receipts), error=str(error))
    for receipt in receipts:
        if not receipt.done():
            receipt.set_exception(NotAcknowledged(str(error)))
