import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.batch import NotReadable, Shape, TooMany, cut, media_type

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def test_one_object_is_one_event_however_it_is_printed() -> None:
    text = json.dumps({"a": {"b": 1}, "c": [1, 2]}, indent=2).encode()
    assert cut(text, Shape.any, 10) == [text]


def test_lines_are_events_and_empty_ones_are_nothing() -> None:
    assert cut(b'{"a":1}\r\n\n {"b":2} \n', Shape.any, 10) == [b'{"a":1}', b'{"b":2}']


def test_a_bad_number_in_one_event_leaves_its_neighbours_whole() -> None:
    assert cut(b'[{"a":1}, {"b":NaN} ,{"c":"]\\"}"}]', Shape.any, 10) == [
        b'{"a":1}',
        b'{"b":NaN}',
        b'{"c":"]\\"}"}',
    ]


def test_a_lone_surrogate_in_one_event_leaves_its_neighbours_whole() -> None:
    assert cut(b'[{"a":"\\ud800"},{"b":1}]', Shape.array, 10) == [b'{"a":"\\ud800"}', b'{"b":1}']


def test_deep_nesting_in_one_event_leaves_its_neighbours_whole() -> None:
    deep = b"[" * 50_000 + b"]" * 50_000
    assert cut(b"[" + deep + b',{"b":1}]', Shape.array, 10) == [deep, b'{"b":1}']


@pytest.mark.parametrize("body", [b"[", b'[{"a":1}', b'[{"a":1}] x', b'["a]', b'[{"a":1}}'])
def test_an_array_that_does_not_end_cannot_be_cut(body: bytes) -> None:
    with pytest.raises(NotReadable):
        cut(body, Shape.array, 10)


def test_one_object_is_no_batch() -> None:
    with pytest.raises(NotReadable):
        cut(b'{"a":1}', Shape.array, 10)


@pytest.mark.parametrize("body", [b"[1,2,3]", b"[1,2,NaN,]", b"1\n2\n3"])
def test_too_many_events_are_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(TooMany):
        cut(body, Shape.lines if b"\n" in body else Shape.array, 2)


def test_an_empty_array_holds_no_events() -> None:
    assert cut(b" [ ] ", Shape.any, 10) == []


def test_a_content_type_is_known_with_its_charset() -> None:
    assert media_type("application/CloudEvents+JSON; charset=UTF-8") == "application/cloudevents+json"


@given(st.lists(JSON, max_size=6), st.sampled_from([None, 1]))
def test_whatever_is_in_an_array_comes_out_again_one_by_one(values: list[Any], indent: int | None) -> None:
    body = json.dumps(values, indent=indent).encode()
    texts = cut(body, Shape.array, 10)
    assert [json.dumps(json.loads(text)) for text in texts] == [json.dumps(value) for value in values]


@given(st.binary(max_size=200))
def test_no_body_breaks_the_cutting(body: bytes) -> None:
    for shape in Shape:
        try:
            assert all(isinstance(text, bytes) for text in cut(body, shape, 5))
        except (NotReadable, TooMany):
            continue
