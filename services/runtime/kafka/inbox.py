"""Records handled exactly once in SQL: the source offset moves in the transaction that holds what it caused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from services.runtime.kafka.inbox_table import InboxOffset
from services.runtime.store import insert_missing, migrate, reading, writing

PACKAGE = "services.runtime.kafka"
Place = tuple[str, int]


@dataclass(frozen=True)
class InboxRecord:
    """One record as it came: `timestamp` is the broker's append time; `headers` by name."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    timestamp: datetime
    headers: dict[str, bytes]

    @property
    def place(self) -> Place:
        return self.topic, self.partition


Handle = Callable[[Session, Sequence[InboxRecord]], None]


class Inbox:
    """What one consumer group has taken into its database; the table comes with its own migration."""

    def __init__(self, engine: Engine, consumer: str) -> None:
        """`consumer` is the name of the group: several may share a database."""
        migrate(engine, PACKAGE)
        self._engine = engine
        self._consumer = consumer

    def take(self, records: Sequence[InboxRecord], handle: Handle) -> int:
        """Hands the records that are new to `handle` and moves the offsets, in one transaction; the number handed.

        Records below the stored offset were handled before (a crash or a rebalance brought them again) and are
        left out. The rows of the partitions are locked first, so that a worker that lost its partitions without
        knowing can not handle what the next owner has handled. Blocks: call it in a thread.
        """
        with writing(self._engine) as session:
            stored = self._locked(session, {record.place for record in records})
            fresh = [record for record in records if record.offset >= stored[record.place].next_offset]
            if fresh:
                handle(session, fresh)
            for record in fresh:
                stored[record.place].next_offset = record.offset + 1
            session.add_all(stored.values())
        return len(fresh)

    def offsets(self, places: Iterable[Place]) -> dict[Place, int]:
        """The next offset of each partition, 0 where nothing was handled yet."""
        with reading(self._engine) as session:
            rows = session.exec(select(InboxOffset).where(InboxOffset.consumer == self._consumer)).all()
        known = {(row.topic, row.partition): row.next_offset for row in rows}
        return {place: known.get(place, 0) for place in places}

    def _locked(self, session: Session, places: set[Place]) -> dict[Place, InboxOffset]:
        self._ensure_rows(session, places)
        query = (
            select(InboxOffset)
            .where(InboxOffset.consumer == self._consumer)
            .where(col(InboxOffset.topic).in_({topic for topic, _ in places}))
            .order_by(col(InboxOffset.topic), col(InboxOffset.partition))
            .with_for_update()
        )
        rows = session.exec(query).all()
        return {(row.topic, row.partition): row for row in rows if (row.topic, row.partition) in places}

    def _ensure_rows(self, session: Session, places: set[Place]) -> None:
        rows = [
            {"consumer": self._consumer, "topic": topic, "partition": partition, "next_offset": 0}
            for topic, partition in sorted(places)
        ]
        insert_missing(session, InboxOffset, rows)


def record_of(message: Any) -> InboxRecord:
    """A Faust message as an `InboxRecord`."""
    return InboxRecord(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value if message.value is not None else b"",
        timestamp=datetime.fromtimestamp(message.timestamp, UTC),
        headers=dict(message.headers or {}),
    )
