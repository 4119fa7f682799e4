import pytest

from tests.analyzer.data.folding import compared
from tests.data.online_ads import REPLAYS, SET

pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))
FIGURES = {"campaign": 1974, "placement": 630, "both": 8568, "banner": 648, "engagement": 603}


@pytest.mark.parametrize("replay", REPLAYS, ids=lambda replay: replay.shop)
def test_each_cut_and_reading_of_the_adverts_comes_to_the_published_figures(replay):
    _, cut, _ = replay.shop.split("-")
    assert compared(replay) == (FIGURES[cut], [])
