import pytest

from tests.analyzer.data.folding import compared
from tests.data.tmall_orders import REPLAY, SET

pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))


def test_twenty_days_of_orders_payments_and_refunds_equal_the_published_ones():
    assert compared(REPLAY) == (470, [])
