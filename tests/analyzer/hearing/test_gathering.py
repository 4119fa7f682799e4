"""Page views that do no more than add give the figures that counting their visitor anew would give."""

import json
from datetime import datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.analyzer.engine.aggregator import SourceRecord
from tests.analyzer.comparing import last_words, rows_of

BEGIN = datetime.fromisoformat("2026-11-20T22:59:20+08:00")  # so that an hour ends meanwhile
LATEST = timedelta(seconds=110)
Told = dict[str, Any]

VIEWS = st.fixed_dictionaries(
    {
        "second": st.integers(0, 100),
        "visit_id": st.sampled_from((None, "w1", "w2")),
        "traffic_source": st.sampled_from(("search", "ppc")),
        "keyword": st.sampled_from((None, "coat")),
        "device": st.sampled_from(("mobile", "pc")),
        "is_returning": st.sampled_from((None, None, True)),
        "item_id": st.sampled_from((None, "i1", "i2")),
    }
)
USUAL = {
    "visit_id": "w1",
    "traffic_source": "ppc",
    "device": "pc",
    "keyword": None,
    "is_returning": None,
    "item_id": "i1",
}


SOONER = [USUAL | {"second": 5}, USUAL | {"second": 3}]
OVER_THE_HOUR = [USUAL | {"second": 45}, USUAL | {"second": 20}]
SECOND_SOONER, FIRST_AT_LAST = (
    [USUAL | {"second": second, "visit_id": visit} for second, visit in told]
    for told in (((1, "w2"), (5, "w1"), (3, "w1")), ((9, "w2"), (20, "w1"), (5, "w1")))
)


@settings(max_examples=40)
@given(
    st.lists(VIEWS, min_size=2, max_size=5), st.randoms(use_true_random=False), st.booleans(), st.booleans()
)
@example(SOONER, None, False, False)
@example(OVER_THE_HOUR, None, False, False)
@example(SOONER, None, True, True)
@example(SECOND_SOONER, None, True, True)
@example(FIRST_AT_LAST, None, False, True)
def test_the_order_in_which_prompt_views_come_changes_no_figure(views, chance, was_there_before, pays):
    lines = [viewed(number, view) for number, view in enumerate(views)]
    moved = list(lines)
    if chance is not None:
        chance.shuffle(moved)
    before = [viewed(99, USUAL | {"second": -7200, "visit_id": "w0"})] if was_there_before else []
    after = [paid()] if pays else []
    in_order = sorted(lines, key=lambda line: line["time"])
    assert figures(before, in_order, after) == figures(before, moved, after) == figures(before, after, moved)


def figures(*parts: list[Told]) -> dict[Any, Any]:
    said = last_words(rows_of(log(*parts)))
    return {place: row["value"] for place, row in said.items() if row.get("value")}


def log(*parts: list[Told]) -> list[SourceRecord]:
    records = [
        SourceRecord(number, b"s1", "\n".join(map(json.dumps, part)).encode())
        for number, part in enumerate(part for part in parts if part)
    ]
    for after in (3, 60, 120, 240, 1500, 3000):
        tick = json.dumps({"tick": (BEGIN + timedelta(minutes=after)).isoformat()}).encode()
        records.append(SourceRecord(len(records), None, tick, is_tick=True))
    return records


def viewed(number: int, told: Told) -> Told:
    data = {key: value for key, value in told.items() if key != "second" and value is not None}
    page = "item" if told["item_id"] else "home"
    data |= {"view_id": f"v{number}", "visitor_id": "u1", "page_type": page}
    return event("page.viewed", f"view{number}", told["second"], data)


def paid() -> Told:
    data = {"order_id": "o1", "buyer_id": "b1", "visitor_id": "u1", "amount_minor": 500}
    return event("order.paid", "paid", 105, data)


def event(name: str, event_id: str, second: int, data: Told) -> Told:
    at = BEGIN + timedelta(seconds=second)
    return {
        "type": name,
        "specversion": "1.0",
        "id": event_id,
        "source": "/shop",
        "time": at.isoformat(),
        "receivedat": (BEGIN + LATEST if second >= 0 else at).isoformat(),
        "shopid": "s1",
        "data": data,
    }
