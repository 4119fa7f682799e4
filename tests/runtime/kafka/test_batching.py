import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.kafka.batching import records_of

LINES = st.lists(st.binary(min_size=1, max_size=40).filter(lambda line: b"\n" not in line), max_size=60)


@given(lines=LINES, max_bytes=st.integers(45, 300))
def test_every_line_arrives_whole_once_in_order_in_records_under_the_limit(
    lines: list[bytes], max_bytes: int
) -> None:
    records = list(records_of(lines, max_bytes))
    assert [line for record in records for line in record.split(b"\n")] == lines
    assert all(0 < len(record) < max_bytes for record in records)


@given(lines=LINES.filter(bool))
def test_lines_that_fit_together_are_one_record(lines: list[bytes]) -> None:
    assert len(list(records_of(lines))) == 1


def test_nothing_makes_no_record() -> None:
    assert list(records_of([])) == []


def test_a_line_larger_than_a_record_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        list(records_of([b"x" * 512 * 1024]))
