import json

import pytest

from services.contracts.reading import read
from services.contracts.registry import EVENTS, decode_line, decode_lines, encode, natural_key, type_of
from services.contracts.scanning import scan
from services.contracts.snapshots import EXAMPLES, example


def test_every_event_has_one_example_and_no_example_is_left_over() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_the_example_of_an_event_is_accepted_and_decoded_as_that_event(name: str) -> None:
    read_event = read(scan((EXAMPLES / f"{name}.json").read_bytes()))
    decoded = decode_line(encode(read_event))
    assert type_of(decoded) == name
    assert decoded == read_event
    assert encode(decoded) == encode(read_event)


@pytest.mark.parametrize("name", EVENTS)
def test_nothing_in_an_example_is_unknown_to_the_contract(name: str) -> None:
    """An example with a misspelt optional field would pass the reader: what comes out must be what went in."""
    said = example(name)
    written = json.loads(encode(read(json.loads(json.dumps(said)))))
    assert set(written["data"]) == set(said["data"])


def test_a_record_of_all_examples_decodes_line_by_line_with_and_without_the_last_newline() -> None:
    lines = [encode(read(example(name))) for name in EVENTS]
    record = b"\n".join(lines)
    assert [type_of(event) for event in decode_lines(record)] == list(EVENTS)
    assert decode_lines(record + b"\n") == decode_lines(record)


def test_rows_and_settings_are_told_apart_by_moment_and_revision() -> None:
    row, setting, fact = (read(example(name)) for name in ("rank.observed", "item.cost.set", "order.paid"))
    assert natural_key(row) == ("2026-11-19", "i1", "连衣裙", "2026-11-19T16:00:00.000000+00:00", "1")
    assert natural_key(setting) == ("i1", "", "2026-11-19T16:00:00.000000+00:00", "1")
    assert natural_key(fact) == ("o1",)


def test_keywords_are_one_when_they_differ_in_case_width_and_blanks() -> None:
    said = example("rank.observed")
    said["data"]["keyword"] = " ＤＲＥＳＳ "
    other = example("rank.observed")
    other["data"]["keyword"] = "dress"
    assert natural_key(read(said)) == natural_key(read(other))
