import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.body import unpack
from services.runtime.problems import Problem

MIB = 1_048_576


@given(st.binary(max_size=5_000))
def test_what_was_packed_is_unpacked(body: bytes) -> None:
    assert unpack(gzip.compress(body), MIB) == body


def test_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(bytes(100 * MIB))
    assert len(bomb) < MIB + 65_536
    tracemalloc.start()
    with pytest.raises(Problem) as told:
        unpack(bomb, MIB)
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told.value.status == 413
    assert grown < 20_000_000


@pytest.mark.parametrize(
    "body",
    [b"", b"plain", gzip.compress(b"cut off")[:-3], gzip.compress(b"a") + b"more"],
    ids=["nothing", "plain", "cut off", "with more behind"],  # a gzip header holds the present time
)
def test_what_is_no_gzip_stream_is_said_so(body: bytes) -> None:
    with pytest.raises(Problem) as told:
        unpack(body, MIB)
    assert told.value.code == "not_gzip"
