import pytest

from tests.analyzer.data.folding import compared
from tests.data.stock_daily import REPLAY, SET

pytestmark = [pytest.mark.slow, pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))]


def test_stock_cover_and_days_out_of_stock_equal_the_published_ones_over_three_years():
    assert compared(REPLAY) == (3772, [])
