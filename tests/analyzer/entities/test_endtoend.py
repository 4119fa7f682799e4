"""Records that are held as they are stored: an array of any length is what an encoder makes of it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.entities.endtoend import array, laid, taken_apart

RECORDS = st.lists(
    st.tuples(st.integers(0, 1 << 60), st.text(max_size=5), st.none() | st.booleans()), max_size=40
)


@given(RECORDS)
def test_records_laid_one_by_one_make_the_array_that_is_made_of_all_of_them(records):
    stored = array(laid(records))
    assert stored == msgspec.msgpack.encode(records)
    assert taken_apart(msgspec.Raw(stored)) == laid(records)


@pytest.mark.parametrize("number", [0, 15, 16, 65_535, 65_536])
def test_so_do_as_many_records_as_change_how_an_array_begins(number):
    records = list(range(number))
    assert array(laid(records)) == msgspec.msgpack.encode(records)
    assert taken_apart(msgspec.Raw(array(laid(records)))) == laid(records)
