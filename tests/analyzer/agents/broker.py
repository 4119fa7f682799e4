"""A broker and a stream worker in memory: as much of them as the agents ask for, with every write recorded."""

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace

from services.analyzer.agents.outputs import Written
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord


class Producer:
    """Acknowledges each record a turn of the loop later, or never once it is broken."""

    def __init__(self) -> None:
        self.log: list[tuple[str, object]] = []
        self.is_broken = False

    async def send(self, topic, key, value, partition, timestamp, headers):  # type: ignore[no-untyped-def]
        if self.is_broken:
            raise ConnectionError("no broker")
        record = Written(topic, key, value, headers)
        self.log.append(("sent", record))

        async def acknowledged() -> None:
            await asyncio.sleep(0)
            self.log.append(("acknowledged", record))

        return asyncio.ensure_future(acknowledged())


class App:
    """The part of a Faust app that the agents use."""

    def __init__(self) -> None:
        self.producer = Producer()
        self.consumer_generation_id = 1
        self.should_stop = False


class Event:
    """A stream event, a run of records; its acknowledgement is noted in the producer's log, in order with writes."""

    def __init__(
        self, app: App, *offsets: int, generation: int = 1, partition: int = 0, is_tick: bool = False
    ):
        headers = (("tick", b"1"),) if is_tick else ()
        self.message = SimpleNamespace(
            partition=partition,
            offset=offsets[-1],
            generation_id=generation,
            records=[
                SimpleNamespace(
                    partition=partition,
                    offset=offset,
                    key=b"s1",
                    value=b"line",
                    headers=headers,
                    timestamp=1_763_500_000_000,
                )
                for offset in offsets
            ],
        )
        self._app = app

    def ack(self) -> None:
        self._app.producer.log.append(("source", self.message.offset))


class Counts:
    """A fold that counts records, says each, and keeps the count under the offset of the last record only."""

    def __init__(self) -> None:
        self.seen: list[SourceRecord] = []
        self._new: list[int] = []
        self._kept: list[bytes] = []

    def apply(self, record: SourceRecord) -> None:
        self.seen.append(record)
        self._new.append(record.offset)

    def take_rows(self) -> list[OutputRecord]:
        said, self._new = self._new, []
        return [OutputRecord("rows", b"s1", b"%d" % offset) for offset in said]

    def take_changed(self) -> dict[bytes, bytes]:
        self._kept.append(b"at %d" % self.seen[-1].offset)
        return {self._kept[-1]: b"%d" % len(self.seen)}

    def take_dropped(self) -> list[bytes]:
        dropped, self._kept = self._kept[:-1], self._kept[-1:]
        return dropped

    def restore(self, items: Mapping[bytes, bytes]) -> None:
        assert not items
