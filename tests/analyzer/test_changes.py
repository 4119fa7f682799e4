"""What was made of closed windows is made anew exactly when one of them has changed."""

import random
from functools import partial

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer import changes as module
from services.analyzer.aggregator import ShopAggregator
from services.analyzer.changes import Changes, Remembered
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from services.analyzer.moments import Span
from services.analyzer.panes import PaneKey
from services.contracts.topics import METRICS
from tests.analyzer.shopdays import Days, lived
from tests.stories.player import Player

R7 = "2026-11-14T00:00:00+08:00"
HOURS = st.tuples(st.sampled_from(["sold", "s"]), st.integers(0, 9))


def hour(family: str, start: int) -> PaneKey:
    return PaneKey(family, "h", start, ())


@given(st.lists(HOURS), st.lists(HOURS))
def test_whoever_asks_is_told_each_window_that_changed_since(before, after):
    changes = Changes()
    for family, start in before:
        changes.note(hour(family, start))
    moment = changes.now
    for family, start in after:
        changes.note(hour(family, start))
    expected = {start for family, start in after if family == "sold"}
    told = changes.since("sold", "h", moment)
    assert told is not None
    assert sorted(start for start, _ in told) == sorted(expected)


def test_of_more_changes_than_are_remembered_nobody_is_told_some_only(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    changes = Changes()
    for start in range(4):
        changes.note(hour("sold", start))
    assert changes.since("sold", "h", 0) is None
    assert [start for start, _ in changes.since("sold", "h", 2) or ()] == [3, 2]


def sum_of(numbers: dict[int, int], span: Span) -> int:
    return sum(numbers.get(start, 0) for start in range(*span))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(1, 9))))
def test_a_sum_of_closed_hours_is_the_one_that_adds_them_all_up(steps):
    changes, numbers = Changes(), dict.fromkeys(range(10), 0)
    remembered = Remembered(changes)
    for is_question, start, number in steps:
        if is_question:
            span = Span(start - number, start)
            add = partial(sum_of, numbers, span)
            assert remembered.of(span, ("sold", "h"), span, add) == add()
        else:
            numbers[start] += number
            changes.note(hour("sold", start))


def test_a_sum_is_not_made_anew_as_long_as_none_of_its_hours_changes():
    changes, asked = Changes(), []
    remembered = Remembered(changes)
    for start in (7, 2, 7, 1):
        changes.note(hour("sold", start))
        remembered.of("sum", ("sold", "h"), Span(0, 5), lambda: asked.append(changes.now))
    assert asked == [1, 2, 4]


def rows_of(aggregator: ShopAggregator) -> list[bytes]:
    return [line for r in aggregator.take_rows() if r.topic == METRICS for line in r.value.split(b"\n")]


def with_restarts(records: list[SourceRecord], seed: int, share: float) -> list[bytes]:
    """The rows of a process that is often started anew, and so remembers nothing that it has made."""
    chance, image, rows = random.Random(seed), Image(), list[bytes]()
    partition = Partition(ShopAggregator())
    for record in records:
        partition.feed(record)
        if chance.random() < share:
            snapshot = partition.snapshot()
            rows += [line for r in snapshot.rows if r.topic == METRICS for line in r.value.split(b"\n")]
            for write in (write for stage in (snapshot.items, snapshot.meta) for write in stage):
                image.read(write.key, write.value, write.stamp)
            for write in snapshot.tombstones:
                image.read(write.key, write.value, write.stamp)
            partition = Partition(ShopAggregator(), image)
    return rows + [
        line for r in partition.snapshot().rows if r.topic == METRICS for line in r.value.split(b"\n")
    ]


@pytest.mark.parametrize("seed", range(3))
def test_whoever_remembers_says_what_somebody_says_who_remembers_nothing(seed):
    records = lived(Days(seed, days=3).fill(orders=16, views=24), seed, late=0.3)
    aggregator = ShopAggregator()
    for record in records:
        aggregator.apply(record)
    rows = rows_of(aggregator)
    said = [msgspec.json.decode(row)["data"] for row in rows]
    assert any(row["metric"] == "item_rank" and row["revision"] > 1 for row in said)
    assert sorted(rows) == sorted(with_restarts(records, seed, 0.2))


def test_a_late_order_says_anew_who_buys_again():
    play = Player().at("2026-11-20T10:00:00+08:00")
    line = {"line_id": "1", "item_id": "i1", "qty": 1, "unit_price_minor": 500, "amount_minor": 500}
    for number in (1, 2):
        play.at(f"2026-11-20T1{number}:00:00+08:00")
        play.say("order.paid", order_id=f"o{number}", buyer_id="b1", amount_minor=500, lines=[line])
    play.pass_to("2026-11-21T08:00:00+08:00")
    assert play.final_row("repeat_purchase_rate", "r7", R7)["value"] == 1
    late = play.line(
        "order.paid",
        {"order_id": "o3", "buyer_id": "b2", "amount_minor": 500, "lines": [line]},
        time="2026-11-20T12:30:00+08:00",
    )
    play.send([late])
    play.pass_to("2026-11-21T08:01:00+08:00")
    assert play.final_row("repeat_purchase_rate", "r7", R7)["value"] == 0.5
