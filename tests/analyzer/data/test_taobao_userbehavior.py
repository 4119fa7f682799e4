import pytest

from tests.analyzer.data.folding import compared
from tests.data.taobao_userbehavior import HOURS_SHOP, MINUTES_SHOP, REPLAY_OF, SET

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing)),
]


def test_two_hours_of_history_equal_the_published_hours():
    assert compared(REPLAY_OF[HOURS_SHOP]) == (22, [])


def test_two_hours_as_they_happen_equal_the_published_minutes_and_hot_lists():
    assert compared(REPLAY_OF[MINUTES_SHOP]) == (628, [])
