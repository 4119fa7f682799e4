import pytest

from tests.analyzer.data.folding import compared
from tests.data.online_shoppers import REPLAYS, SET

pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))
FIGURES = {"shoppers": 169, "shoppers-months": 840, "shoppers-weekends": 14}


@pytest.mark.parametrize("replay", REPLAYS, ids=lambda replay: replay.shop)
def test_sessions_told_as_rows_come_to_the_published_figures(replay):
    assert compared(replay) == (FIGURES[replay.shop], [])
