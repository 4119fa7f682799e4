import pytest

from tests.analyzer.data.folding import compared, finals
from tests.data.online_shoppers import REPLAY_OF, REPLAYS, SET, WHOLE_DAY

pytestmark = pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing))
FIGURES = {"shoppers": 169, "shoppers-months": 840, "shoppers-weekends": 14}


@pytest.mark.parametrize("replay", REPLAYS, ids=lambda replay: replay.shop)
def test_sessions_told_as_rows_come_to_the_published_figures(replay):
    assert compared(replay) == (FIGURES[replay.shop], [])


def test_the_figures_of_the_story_are_shown_as_it_says_them():
    found = finals(REPLAY_OF["shoppers"])
    shown = {
        (key.metric, *(value for _, value in key.scope)): said.value
        for key, said in found.items()
        if key.window == "day" and key.start == WHOLE_DAY
    }
    assert shown["visits",] == 12_330
    assert shown["page_views",] == 426_004
    assert shown["bounce_rate",] == 0.048905
    assert shown["depth",] == 34.550203
    assert shown["conversion",] == 0.154745
    assert (shown["visits", "returning"], shown["bounce_rate", "returning"]) == (10_551, 0.052317)
    assert (shown["visits", "new"], shown["bounce_rate", "new"]) == (1_694, 0.0183)
