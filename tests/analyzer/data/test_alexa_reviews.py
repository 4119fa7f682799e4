import pytest

from tests.analyzer.data.folding import compared
from tests.data.alexa_reviews import REPLAY, SET

pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))


def test_low_shares_of_each_day_and_variant_equal_the_published_ones():
    assert compared(REPLAY) == (348, [])
