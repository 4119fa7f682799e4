"""Runs through Faust's own loop from the consumer to the agents; only what the broker would answer is ours."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiokafka.structs import ConsumerRecord
from faust.types import TP
from mode import Service

from services.runtime.kafka.runs import RUN_RECORDS, Consumer, Run, Scheduler
from services.runtime.kafka.stream import raw_topic, run_topic, stream_app
from services.runtime.kafka.waits import App
from services.runtime.settings import Stack

EVENTS, METRICS = TP("shop.events", 0), TP("shop.metrics", 0)
Poll = dict[TP, list[Any]]


def records(offsets: Sequence[int], place: TP = EVENTS) -> list[Any]:
    return [
        ConsumerRecord(*place, offset, 1_763_500_000_000, 1, b"s1", b"line", None, 2, 4, ())
        for offset in offsets
    ]


class Polling(Consumer):
    """A consumer whose broker answers with these polls, and then never again."""

    def __init__(self, app: App, polls: Sequence[Poll]) -> None:
        self.got: list[Any] = []
        self._polls = list(polls)
        super().__init__(app.transport, self._take, _nothing, _nothing)
        self._set_active_tps({EVENTS, METRICS})

    async def _take(self, message: Any) -> None:
        self.got.append(message)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Poll:  # noqa: ASYNC109 - Faust's
        if len(self._polls) == 1:
            self.app.consumer_generation_id += 1  # as after a rebalance: what comes now is not handed over
            self._stopped.set()
        return self._polls.pop(0)

    def highwater(self, tp: TP) -> int:
        return 1_000

    def ack_all(self) -> None:
        for message in self.got:
            message.incref()
            assert message.ack(self)

    @property
    def to_commit(self) -> dict[TP, int]:
        """What it would commit now."""
        offsets = self._filter_committable_offsets(list(self._acked))
        self._committed_offset.update(offsets)
        return offsets


async def _nothing(*_: Any) -> None:
    return


async def drained(tmp_path: Path, *polls: Poll, committed: int | None = None) -> Polling:
    """A consumer that handed over these polls, of a group that had committed an offset."""
    app = stream_app("analyzer", Stack(data_dir=tmp_path))
    app.topics.acking_topics.update({EVENTS.topic, METRICS.topic})
    run_topic(app, EVENTS.topic)
    consumer = Polling(app, [*polls, {}])
    consumer._committed_offset[EVENTS] = consumer._read_offset[EVENTS] = committed
    await consumer._drain_messages(Service())
    consumer._thread.thread_loop.close()
    return consumer


def offsets_of(messages: Sequence[Any]) -> list[list[int]]:
    return [[record.offset for record in message.records] for message in messages]


async def test_what_a_poll_brings_of_a_partition_is_one_message(tmp_path: Path) -> None:
    consumer = await drained(tmp_path, {EVENTS: records(range(3))}, {EVENTS: records([3])})
    assert offsets_of(consumer.got) == [[0, 1, 2], [3]]
    assert [message.offset for message in consumer.got] == [2, 3]
    assert {message.generation_id for message in consumer.got} == {consumer.got[0].generation_id}


async def test_topics_that_nobody_wants_in_runs_come_record_by_record_and_first(tmp_path: Path) -> None:
    consumer = await drained(tmp_path, {EVENTS: records(range(2)), METRICS: records(range(2), METRICS)})
    assert [(message.topic, isinstance(message, Run)) for message in consumer.got] == [
        ("shop.metrics", False),
        ("shop.metrics", False),
        ("shop.events", True),
    ]


def test_partitions_take_turns_after_a_full_run() -> None:
    other = TP(EVENTS.topic, 1)
    polled = {EVENTS: list(range(2 * RUN_RECORDS)), other: list(range(3))}
    told = [(tp.partition, len(run)) for tp, run in Scheduler({EVENTS.topic}).iterate(polled)]
    assert told == [(0, RUN_RECORDS), (1, 3), (0, RUN_RECORDS)]


async def test_an_acknowledged_run_is_committed_to_its_end(tmp_path: Path) -> None:
    consumer = await drained(tmp_path, {EVENTS: records(range(100, 150))}, committed=100)
    assert consumer.to_commit == {}
    consumer.ack_all()
    assert consumer.to_commit == {EVENTS: 150}


async def test_a_run_that_was_not_acknowledged_is_not_committed(tmp_path: Path) -> None:
    polls = [{EVENTS: records(range(first, first + 10))} for first in (100, 110, 120)]
    consumer = await drained(tmp_path, *polls, committed=100)
    waiting = consumer.got.pop()
    consumer.ack_all()
    assert consumer.to_commit == {EVENTS: 120}
    consumer.got = [waiting]
    consumer.ack_all()
    assert consumer.to_commit == {EVENTS: 130}


async def test_the_first_record_of_a_new_topic_alone_holds_no_commit_up(tmp_path: Path) -> None:
    consumer = await drained(tmp_path, {EVENTS: records([0])}, {EVENTS: records(range(1, 51))})
    consumer.ack_all()
    assert consumer.to_commit == {EVENTS: 51}


async def test_what_retention_took_holds_no_commit_up(tmp_path: Path) -> None:
    polls = {EVENTS: records(range(105, 110))}, {EVENTS: records(range(115, 120))}
    consumer = await drained(tmp_path, *polls, committed=100)
    consumer.ack_all()
    assert consumer.to_commit == {EVENTS: 120}


async def test_records_that_come_twice_are_acknowledged_once(tmp_path: Path) -> None:
    polls = {EVENTS: records(range(100, 110))}, {EVENTS: records(range(105, 115))}
    consumer = await drained(tmp_path, *polls, committed=100)
    consumer.ack_all()
    assert consumer.to_commit == {EVENTS: 115}
    assert not consumer._acked[EVENTS]


async def test_a_busy_agent_makes_runs_wait_and_no_partition_is_left_out(tmp_path: Path) -> None:
    consumer = await drained(tmp_path)
    consumer.on_buffer_full(EVENTS)
    consumer.on_buffer_full(METRICS)
    assert consumer._active_partitions == {EVENTS}


async def test_the_stream_of_a_run_topic_has_the_runs_and_decodes_nothing(tmp_path: Path) -> None:
    consumer = await drained(tmp_path, {EVENTS: records(range(3))})
    topic = run_topic(consumer.app, EVENTS.topic)
    event = await topic.decode(consumer.got[0])
    assert offsets_of([event.message]) == [[0, 1, 2]]
    assert (event.key, event.value) == (b"s1", None)


async def test_only_the_topics_that_were_named_come_in_runs(tmp_path: Path) -> None:
    app = stream_app("analyzer", Stack(data_dir=tmp_path))
    run_topic(app, EVENTS.topic)
    raw_topic(app, METRICS.topic)
    assert app.in_runs == {EVENTS.topic}
    consumer: Any = app.consumer
    assert isinstance(consumer, Consumer)
    consumer._thread.thread_loop.close()
