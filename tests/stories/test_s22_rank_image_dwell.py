"""S22: dwell time of an item page."""

from tests.stories.browsing import jump, view
from tests.stories.player import Player


def ping(play: Player, name: str, visitor: str, seq: int, seconds: int) -> None:
    play.say("page.pinged", view_id=name, visitor_id=visitor, seq=seq, active_seconds=seconds)


def test_two_heartbeats_of_10_and_one_of_5_in_one_visit_and_none_in_another_are_12_and_a_half_seconds():
    play = Player().at("2026-11-20T10:00:00+08:00")
    view(play, "v1", "u1", "i1")
    for seq, seconds in enumerate((10, 10, 5), 1):
        ping(play, "v1", "u1", seq, seconds)
    view(play, "v2", "u2", "i1")
    jump(play, "2026-11-21T00:03:00+08:00")
    assert play.final("dwell_seconds") == 12.5
    assert play.final("dwell_seconds", item_id="i1") == 12.5
