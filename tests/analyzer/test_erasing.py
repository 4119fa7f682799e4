"""A person who was erased is found nowhere afterwards, and no total tells that it happened."""

import random
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from services.contracts.topics import ERASED_HEADER, LATE, METRICS, METRICS_FINAL
from tests.analyzer.engine.crash import final_state, run
from tests.analyzer.erasures import BUYER, CANARY, NOBODY, VISITOR, a_log, days, erasing, rows_of
from tests.analyzer.shopdays import FIRST, Event, log_of, stamp

BUSY = 144
FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def counted(records: list[SourceRecord]) -> tuple[ShopAggregator, list[OutputRecord]]:
    """All rows of a log, current ones too, said at once."""
    aggregator, rows = ShopAggregator(), []
    for record in records:
        aggregator.apply(record)
        rows += aggregator.take_rows()
    return aggregator, rows


def without_buyers(rows: dict[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
    return {where: said for where, said in rows.items() if '"buyer_id"' not in where[0]}


@FEW
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_every_figure_is_the_same_as_if_nobody_had_been_erased(seed: int, share: float) -> None:
    erased = counted(a_log(seed, (share, erasing(BUYER, VISITOR))))[1]
    nobody = counted(a_log(seed, (share, erasing(*NOBODY))))[1]
    assert without_buyers(rows_of(erased)) == without_buyers(rows_of(nobody))
    assert len(without_buyers(rows_of(erased))) > 100


@FEW
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_afterwards_the_person_is_in_no_item_of_the_state_and_in_no_new_row(seed: int, share: float) -> None:
    aggregator, is_erased = ShopAggregator(), False
    items: dict[bytes, bytes] = {}
    for number, record in enumerate(a_log(seed, (share, erasing(BUYER, VISITOR)))):
        aggregator.apply(record)
        is_now = b'"buyer.erased"' in record.value
        is_erased = is_erased or is_now
        rows = aggregator.take_rows()
        if is_now or number % 10 == 0:
            rows += aggregator.current()
            items |= aggregator.take_changed()
            for key in aggregator.take_dropped():
                items.pop(key, None)
        if is_erased and not is_now:
            assert [row for row in rows if CANARY in row.value and row.topic != LATE] == []
    items |= aggregator.take_changed()
    for key in aggregator.take_dropped():
        items.pop(key, None)
    assert is_erased
    assert [key for key, body in items.items() if CANARY in key or CANARY in body] == []


@pytest.mark.parametrize("seed", range(2))
def test_crashes_around_an_erasure_change_no_row_and_leave_nothing_behind(seed: int) -> None:
    records = a_log(seed, (0.5, erasing(BUYER, VISITOR)), (0.7, erasing(BUYER, None)))
    disk = run(records, ShopAggregator, seed, crash_rate=0.002)
    assert disk.crashes > 1
    undisturbed = counted(records)[1]
    assert rows_of(disk.rows) == rows_of(undisturbed)
    assert {row.headers for row in disk.rows if row.headers} == {r.headers for r in undisturbed if r.headers}
    _, items = final_state(disk)
    assert [key for key, body in items.items() if CANARY in key or CANARY in body] == []


@pytest.mark.parametrize("seed", range(2))
def test_a_compacted_state_topic_holds_nothing_of_the_person(seed: int) -> None:
    """Compaction keeps the last record of each key, and drops keys whose last one is a tombstone."""
    topic: dict[bytes, bytes | None] = {}
    partition = Partition(ShopAggregator())
    for record in a_log(seed, (0.6, erasing(BUYER, VISITOR))):
        partition.feed(record)
        snapshot = partition.snapshot()
        for stage in (snapshot.items, snapshot.meta, snapshot.tombstones):
            topic |= {write.key: write.value for write in stage}
    left = {key: value for key, value in topic.items() if value is not None}
    assert [key for key, value in left.items() if CANARY in key or CANARY in value] == []
    image = Image()
    for key, value in left.items():
        image.read(key, value)
    again = Partition(ShopAggregator(), image)
    assert again.next_offset == partition.next_offset


def test_the_history_is_told_whom_to_forget_without_being_told_who_it_was() -> None:
    rows = counted(a_log(1, (0.5, erasing(BUYER, VISITOR))))[1]
    told = [row for row in rows if row.headers]
    assert [(row.topic, row.key, row.value) for row in told] == [(METRICS, b"s1", b"")] * 2
    for row in told:
        [(name, body)] = row.headers
        assert name == ERASED_HEADER
        assert CANARY not in body
        assert msgspec.json.decode(body)["at"] > FIRST.timestamp()


def test_rows_of_single_buyers_do_not_go_where_rows_stay_for_more_than_a_year() -> None:
    rows = counted(a_log(2, events=orders(1, qty=12)))[1]
    assert any(b'"buyer_item_units"' in row.value for row in rows if row.topic == METRICS)
    assert any(row.value for row in rows if row.topic == METRICS_FINAL)
    assert not any(b'"buyer_id"' in row.value for row in rows if row.topic == METRICS_FINAL)


def orders(*hours: int, qty: int = 1) -> list[Event]:
    """Orders of the buyer, one at each hour."""
    told = []
    for hour in hours:
        line = {"line_id": "1", "item_id": "i1", "qty": qty, "unit_price_minor": 1, "amount_minor": qty}
        data = {"order_id": f"o{hour}", "buyer_id": BUYER, "amount_minor": qty, "lines": [line]}
        order = {"id": f"p{hour}", "type": "order.paid", "time": stamp(FIRST + timedelta(hours=hour))}
        told.append({**erasing(BUYER, None), **order, "data": data})
    return told


def _identified(records: list[SourceRecord]) -> int:
    """The buyers of the 19th by name, as the last final row says."""
    said = [
        said["value"]
        for (where, _), said in rows_of(counted(records)[1]).items()
        if where.startswith('["identified_buyers",{"shop_id":"s1"},')
        and '"kind":"day"' in where
        and said["is_final"]
        and "2026-11-19T00" in said["window"]["start"]
    ]
    return int(said[-1])


def test_who_comes_back_after_the_erasure_is_somebody_new() -> None:
    at = FIRST + timedelta(hours=12)
    told = orders(10, 11, 13, 14)
    assert _identified(a_log(5, events=told)) == 1
    erased = (12 / 30, erasing(BUYER, None, at=at))
    assert _identified(a_log(5, erased, events=told)) == 2
    assert _identified(a_log(5, erased, erased, events=told)) == 2  # the same erasure told again


def test_events_that_come_late_are_the_erased_persons_and_a_repeat_is_no_conflict() -> None:
    events, chance = days(7), random.Random(7)
    again = [event for event in events if BUYER in str(event["data"]) or chance.random() < 0.2]
    late = [{**event, "sentat": "2026-11-21T00:00:00Z"} for event in again]
    erased = a_log(7, (0.4, erasing(BUYER, VISITOR)), events=[*events, *late])
    nobody = a_log(7, (0.4, erasing(*NOBODY)), events=[*events, *late])
    assert without_buyers(rows_of(counted(erased)[1])) == without_buyers(rows_of(counted(nobody)[1]))


def _both(events: list[Event], *after: tuple[float, Event]) -> list[dict[tuple[str, str], Any]]:
    """The rows of a day in which the person is erased at noon, and of the same day with nobody erased.

    `after` are further arrivals, in hours.
    """
    told = []
    for names in ((BUYER, VISITOR), NOBODY):
        arrivals = [(datetime.fromisoformat(event["time"]), event) for event in [*_busy(), *events]]
        arrivals.append((FIRST + timedelta(hours=12), erasing(*names)))
        arrivals += [(FIRST + timedelta(hours=hours), event) for hours, event in after]
        told.append(without_buyers(rows_of(counted(log_of(arrivals, random.Random(1)))[1])))
    return told


def _event(kind: str, hour: float, **data: object) -> Event:
    when = stamp(FIRST + timedelta(hours=hour))
    return {**erasing(BUYER, None), "id": f"{kind}{hour}", "type": kind, "time": when, "data": data}


def _busy() -> list[Event]:
    """Somebody looks in every ten minutes, so that nobody calls the day one without data."""
    return [
        _event("page.viewed", number / 6, view_id=f"busy{number}", visitor_id=f"w{number}", page_type="home")
        for number in range(BUSY)
    ]


def _said(rows: dict[tuple[str, str], Any], metric: str) -> list[Any]:
    return [said for (where, _), said in rows.items() if where.startswith(f'["{metric}",')]


def test_an_order_told_again_after_the_erasure_is_a_repeat_and_no_conflict() -> None:
    told = orders(10)
    erased, nobody = _both(told, (13, told[0]), (14, told[0]))
    assert erased == nobody
    conflicts = [said.get("value") for said in _said(erased, "conflicting_events") if said["is_final"]]
    assert 0 in conflicts
    assert set(conflicts) <= {0, None}


def test_an_order_told_otherwise_after_the_erasure_is_a_conflict_as_ever() -> None:
    told = orders(10)
    other = {**told[0], "id": "other", "data": {**told[0]["data"], "amount_minor": 2}}
    erased, nobody = _both(told, (13, other))
    assert erased == nobody
    assert 1 in [said.get("value") for said in _said(erased, "conflicting_events")]


def test_a_visit_that_was_open_at_the_erasure_ends_and_counts() -> None:
    view = {"view_id": "v1", "visitor_id": VISITOR, "page_type": "home"}
    later = _event("page.viewed", 14, view_id="v2", visitor_id="u2", page_type="home")
    erased, nobody = _both([_event("page.viewed", 11.9, **view), later])
    assert erased == nobody
    bounced = [said["numerator"] for said in _said(erased, "bounce_rate") if said.get("numerator")]
    assert bounced
    assert bounced[-1] == BUSY + 2


def test_a_complaint_before_the_erasure_hears_of_a_chat_after_it() -> None:
    complaint = {"complaint_id": "c1", "buyer_id": BUYER, "order_id": "o10", "reason": "misled"}
    chat = {
        "inquiry_id": "q1",
        "buyer_id": BUYER,
        "agent_id": "p1",
        "channel": "wangwang",
        "is_presale": True,
    }
    events = [*orders(10), _event("complaint.filed", 11, **complaint)]
    erased, nobody = _both(events, (13, _event("inquiry.opened", 9, **chat)))
    assert erased == nobody
    assert 1 in [said.get("value") for said in _said(erased, "presale_complaints")]


def test_the_window_of_a_buyer_closes_under_the_new_name() -> None:
    arrivals = [(datetime.fromisoformat(each["time"]), each) for each in orders(10, qty=12)]
    arrivals.append((FIRST + timedelta(hours=12), erasing(BUYER, None)))
    rows = rows_of(counted(log_of(arrivals, random.Random(1)))[1])
    [units] = [(where, said) for (where, _), said in rows.items() if where.startswith('["buyer_item_units",')]
    assert units[1]["is_final"]
    assert units[1]["value"] == 12
    assert BUYER not in units[0]
    assert '"buyer_id":"p_' in units[0]
