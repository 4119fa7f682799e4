from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from services.runtime.kafka.inbox import Inbox, InboxRecord
from services.runtime.store import open_engine

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def record(offset: int, topic: str = "shop.facts", partition: int = 0) -> InboxRecord:
    return InboxRecord(topic, partition, offset, b"s1", b"{}", NOW, {})


def prepare(engine: Engine) -> Inbox:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE seen (topic TEXT, place INTEGER, number INTEGER)"))
    return Inbox(engine, "alerts")


def note(session: Session, records: Sequence[InboxRecord]) -> None:
    rows = [{"t": each.topic, "p": each.partition, "n": each.offset} for each in records]
    session.connection().execute(sa.text("INSERT INTO seen VALUES (:t, :p, :n)"), rows)


def seen(engine: Engine) -> list[tuple[str, int, int]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text("SELECT * FROM seen"))]


def test_what_comes_again_is_left_out(engine: Engine) -> None:
    inbox = prepare(engine)
    assert inbox.take([record(0), record(1)], note) == 2
    assert inbox.take([record(0), record(1), record(2)], note) == 1
    assert inbox.take([record(1)], note) == 0
    assert seen(engine) == [("shop.facts", 0, number) for number in range(3)]


def test_an_error_keeps_neither_the_effect_nor_the_offset(engine: Engine) -> None:
    inbox = prepare(engine)
    with pytest.raises(RuntimeError, match="half way"):
        inbox.take([record(0)], _fail)
    assert seen(engine) == []
    assert inbox.offsets([("shop.facts", 0)]) == {("shop.facts", 0): 0}
    assert inbox.take([record(0)], note) == 1


def test_partitions_topics_and_consumers_keep_their_own_place(engine: Engine) -> None:
    inbox = prepare(engine)
    inbox.take([record(5, "a", 0), record(9, "a", 1), record(2, "b", 0)], note)
    assert inbox.offsets([("a", 0), ("a", 1), ("b", 0), ("b", 1)]) == {
        ("a", 0): 6,
        ("a", 1): 10,
        ("b", 0): 3,
        ("b", 1): 0,
    }
    assert Inbox(engine, "planner").take([record(5, "a", 0)], note) == 1


def test_gaps_left_by_compaction_are_no_reason_to_stop(engine: Engine) -> None:
    inbox = prepare(engine)
    assert inbox.take([record(3), record(17), record(40)], note) == 3
    assert inbox.offsets([("shop.facts", 0)]) == {("shop.facts", 0): 41}


DELIVERIES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 25), st.integers(1, 12), st.booleans()), max_size=25
)


@settings(max_examples=25)
@given(deliveries=DELIVERIES)
def test_however_often_a_stretch_of_the_log_is_delivered_each_record_acts_once(
    deliveries: list[tuple[int, int, int, bool]],
) -> None:
    """A delivery starts anywhere up to where the last ended, has a length, and may fail half way."""
    engine = open_engine("sqlite://")
    inbox = prepare(engine)
    ends = [0, 0, 0]
    for partition, start, length, fails in deliveries:
        first = min(start, ends[partition])
        records = [record(offset, partition=partition) for offset in range(first, first + length)]
        is_news = first + length > ends[partition]
        if fails and is_news:
            with pytest.raises(RuntimeError, match="half way"):
                inbox.take(records, _fail)
            continue
        inbox.take(records, note if is_news else _never)
        ends[partition] = max(ends[partition], first + length)
    assert sorted(seen(engine)) == [("shop.facts", p, n) for p in range(3) for n in range(ends[p])]
    engine.dispose()


def _never(_session: Session, _records: Sequence[InboxRecord]) -> None:
    raise AssertionError("nothing of this delivery is new")


def _fail(session: Session, records: Sequence[InboxRecord]) -> None:
    note(session, records)
    raise RuntimeError("half way")
