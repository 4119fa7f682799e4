"""Whatever comes in is an event or a refusal, never another error; and what is accepted can be read for good."""

import copy
import json
from datetime import UTC
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts.reading import Refused, read
from services.contracts.registry import EVENTS, decode_line, encode, natural_key
from services.contracts.scanning import scan
from services.contracts.snapshots import example

EXAMPLES = {name: example(name) for name in EVENTS}
odd_numbers = st.sampled_from(
    [float("nan"), float("inf"), -0.0, 1e308, 5e-324, 10**15, 10**15 + 1, -(10**19), 2**63, 2**64, 10**500]
)
odd_texts = st.sampled_from(
    ["", " ", "\ud800", "\x00", "@", "\u202e", "x" * 70, "2026-13-45", "0000-01-01T00:00:00Z"]
)
texts = st.text(st.characters(), max_size=20) | odd_texts | st.datetimes().map(lambda at: at.isoformat())
zoned = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat())
scalars = st.none() | st.booleans() | st.integers() | st.floats() | odd_numbers | texts | zoned
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def scanned(raw: bytes) -> object:
    """The value of a body, or its refusal."""
    try:
        return scan(raw)
    except Refused as refused:
        return refused


def outcome(value: object) -> str:
    """The reason of a refusal, or `accepted` for an event that everybody can read for good."""
    try:
        event = read(value)
    except Refused as refused:
        return refused.reason
    decoded = decode_line(encode(event))
    assert decoded == event
    assert all(isinstance(part, str) for part in natural_key(event))
    # The object is what ingest stores, with members of its own: it must be readable and mean the same.
    assert decode_line(json.dumps(value).encode()) == event
    return "accepted"


@settings(max_examples=600)
@given(st.sampled_from(sorted(EVENTS)), st.data())
def test_an_event_with_one_odd_member_is_accepted_or_refused(name: str, data: st.DataObject) -> None:
    event = copy.deepcopy(EXAMPLES[name])
    fields = [*(("data", field) for field in EVENTS[name].__annotations__["data"].__struct_fields__)]
    envelope = [
        (field,) for field in ("id", "source", "type", "time", "shopid", "sentat", "dataversion", "history")
    ]
    path = data.draw(st.sampled_from(fields + envelope))
    target: dict[str, Any] = event if len(path) == 1 else event["data"]
    target[path[-1]] = data.draw(values)
    outcome(event)


@settings(max_examples=300)
@given(values)
def test_any_json_value_is_refused(value: object) -> None:
    assert outcome(value) in {"not_cloudevent", "bad_text", "bad_number", "field_range"}


@settings(max_examples=300)
@given(st.binary(max_size=60) | values.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")))
def test_any_bytes_are_values_or_a_refusal(raw: bytes) -> None:
    value = scanned(raw)
    if isinstance(value, Refused):
        assert value.reason in {"not_json", "too_large"}
    else:
        outcome(value)


@settings(max_examples=100)
@given(st.integers(1, 3_000), st.sampled_from(["[{}]", '[{{"a":{}}}]', '{{"data":{}}}']), st.booleans())
def test_any_depth_is_refused_at_last(depth: int, around: str, is_object: bool) -> None:
    inner = '{"a":' * depth + "1" + "}" * depth if is_object else "[" * depth + "]" * depth
    value = scanned(around.format(inner).encode())
    if isinstance(value, Refused):
        assert value.reason == "too_large"
        return
    for one in value if isinstance(value, list) else [value]:
        assert outcome(one) in {"not_cloudevent", "too_large"}
