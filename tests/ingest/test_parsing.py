import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.reading import Refused, scan
from services.contracts.refusal import Spoiled
from services.ingest.parsing import parse

TEXTS = st.text(st.sampled_from('":, \\{}[]u0022aé'), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


def spoiled(value: object) -> bool:
    if isinstance(value, dict):
        return isinstance(value, Spoiled) or any(spoiled(inner) for inner in value.values())
    return isinstance(value, list) and any(spoiled(inner) for inner in value)


@given(VALUES, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", " : ")]))
def test_the_fast_way_reads_what_the_exact_way_reads(
    value: Any, is_ascii: bool, separators: tuple[str, str]
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, separators=separators).encode()
    assert parse(text) == scan(text) == value


@given(TEXTS, TEXTS, VALUES, VALUES, TEXTS)
def test_a_member_named_twice_is_never_missed(name: str, other: str, one: Any, two: Any, beside: str) -> None:
    member, second = json.dumps(name), json.dumps(name)
    text = f'{{{member}:{json.dumps(one)},"{"z"}":{json.dumps(beside)},{second}:{json.dumps(two)}}}'.encode()
    assert spoiled(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":2}',
        b'{"a" :1,"a":2}',
        b'{"a":1,"\\u0061":2}',
        b'{"a":1,"a":"\\u0022:"}',
        b'{"a":"\\":","a":2}',
        b'[{"b":{"a":1,\n"a"\n:2}}]',
    ],
)
def test_a_member_named_twice_is_found_in_every_spelling(text: bytes) -> None:
    assert spoiled(parse(text))


@given(st.binary(max_size=60))
def test_no_text_breaks_the_parsing(text: bytes) -> None:
    with contextlib.suppress(Refused):
        parse(text)
