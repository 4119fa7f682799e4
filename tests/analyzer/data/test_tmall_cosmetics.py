import pytest

from tests.analyzer.data.folding import compared
from tests.data.tmall_cosmetics import REPLAY, SET

pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))


def test_the_price_moves_of_22_shops_before_double_eleven_are_the_published_ones():
    assert compared(REPLAY) == (6, [])
