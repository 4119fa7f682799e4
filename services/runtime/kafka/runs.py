"""Records handed over in runs: what a poll brought of one partition is one message of Faust instead of many.

Handing a message over costs Faust about eighty microseconds, whatever is in it (docs/decisions/0012).
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Any

from aiokafka.structs import ConsumerRecord
from faust.transport.drivers import aiokafka as driver
from faust.transport.utils import DefaultSchedulingStrategy
from faust.types import TP
from faust.types.tuples import ConsumerMessage

RUN_RECORDS = 200  # in one message: then the next partition has its turn (P)
WAITING_RUNS = 16  # in front of an agent, each no more than one fetch brought of a partition (P)


class Run(ConsumerMessage):
    """Consecutive records of one partition; its offset is that of the last, and acknowledging it acknowledges all."""

    __slots__ = ("records",)

    def __init__(self, place: TP, records: Sequence[ConsumerRecord], generation: int | None) -> None:
        """`records` in the order of the log, at least one; `generation` is the group's, when they were read."""
        last = records[-1]
        super().__init__(
            *place,
            offset=last.offset,
            timestamp=last.timestamp / 1000,
            timestamp_type=last.timestamp_type,
            headers=None,
            key=last.key,
            value=None,
            checksum=None,
            tp=place,
            generation_id=generation,
        )
        self.records = records


class Scheduler(DefaultSchedulingStrategy):
    """Faust's own order of topics and partitions, with runs in the place of records where that is wished."""

    def __init__(self, topics: Set[str]) -> None:
        """`topics` are those that are handed over in runs."""
        self._topics = topics

    def iterate(self, records: Mapping[TP, list[Any]]) -> Iterator[tuple[TP, Any]]:
        """What a poll brought, in turn; single records of other topics first, as runs may wait for a busy agent."""
        runs = {tp: _cut(own) for tp, own in records.items() if tp.topic in self._topics}
        others = {tp: own for tp, own in records.items() if tp.topic not in self._topics}
        return chain(super().iterate(others), super().iterate(runs))


class Consumer(driver.Consumer):
    """Faust's consumer, which hands over runs and knows which offsets they stand for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        app: Any = self.app
        self._in_runs: Set[str] = app.in_runs
        self.scheduler = Scheduler(self._in_runs)
        self._begins: int | None = None  # offset of the first record of the run that is handed over now

    def ack(self, message: Any) -> bool:
        """Mark a message as processed, a run with all that is in it; False when it was before."""
        is_new = super().ack(message)
        if is_new and isinstance(message, Run):
            known = self._acked_index[message.tp]
            inner = {record.offset for record in message.records} - known
            known |= inner
            self._acked[message.tp] += inner
        return is_new

    def on_buffer_full(self, tp: TP) -> None:
        """Stop asking for a partition while an agent has much to do.

        Runs wait for their turn instead: Faust sleeps a second once no partition is left to ask for.
        """
        if tp.topic not in self._in_runs:
            super().on_buffer_full(tp)

    def _to_message(self, tp: TP, record: Any) -> ConsumerMessage:
        if not isinstance(record, list):
            self._begins = None
            return super()._to_message(tp, record)
        self._begins = record[0].offset
        return Run(tp, record, self.app.consumer_generation_id)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Faust takes all between two messages for a gap in the log: only what is missing before a run is one."""
        end = offset_to if self._begins is None else self._begins - 1
        if offset_from <= end:
            await super()._add_gap(tp, offset_from, end)


def _cut(records: list[ConsumerRecord]) -> list[list[ConsumerRecord]]:
    return [records[start : start + RUN_RECORDS] for start in range(0, len(records), RUN_RECORDS)]
