"""S33: four peers and a spring: how many have listed it, how many of those sell it."""

import pytest

from tests.stories.market import look, peer_lists, watch
from tests.stories.player import Player

FRIDAY = "2026-11-20T00:00:00+08:00"


@pytest.mark.parametrize(
    ("listed", "selling", "shares"),
    [(3, 2, (0.75, 0.666667)), (3, 0, (0.75, 0)), (1, 0, (0.25, 0))],
)
def test_the_shares_of_the_season(listed: int, selling: int, shares: tuple[float, float]):
    play = Player().at("2026-11-20T10:00:00+08:00")
    for number in range(4):
        watch(play, f"k{number}")
    for number in range(listed):
        peer_lists(play, f"k{number}", "z1")
        units = 20 if number < selling else 19
        look(play, f"k{number}", "z1", "2026-11-20", 20_000, units_sold_7d=units)
    play.leap_to("2026-11-21T00:03:00+08:00")
    rows = [play.final_row(f"peers_{name}_share", "day", FRIDAY) for name in ("listed", "selling")]
    assert tuple(row["value"] for row in rows) == shares
    assert [row["label"] for row in rows] == ["spring", "spring"]
