"""S32: how many shops are watched, and what they are to us."""

import pytest

from tests.stories.market import watch
from tests.stories.player import Player


@pytest.mark.parametrize("peers", [2, 3, 4, 5, 6])
def test_active_peers_are_counted_with_their_relations(peers: int):
    play = Player().at("2026-11-20T10:00:00+08:00")
    for number in range(peers):
        watch(play, f"k{number}", "better" if number < 2 else "peer")
    watch(play, "k9", active=False)
    play.leap_to("2026-11-21T00:03:00+08:00")
    row = play.final_row("peer_count", "day", "2026-11-20T00:00:00+08:00")
    assert (row["value"], row["parts"]) == (peers, {"better": 2, "peer": peers - 2})
