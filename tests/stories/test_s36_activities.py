"""S36: what can be joined, and how many new buyers an activity brought."""

from tests.stories.customers import bought
from tests.stories.orders import buy
from tests.stories.player import Player
from tests.stories.work import opened

AC1 = {"activity_id": "ac1"}


def test_twelve_of_thirty_buyers_of_the_activity_are_new():
    play = Player().at("2026-11-20T09:00:00+08:00")
    opened(play, "ac1", "2026-11-19T18:00:00+08:00", "2026-11-20T00:00:00+08:00", "2026-11-23T00:00:00+08:00")
    for number in range(30):
        if number >= 12:
            bought(play, f"before{number}", f"b{number}", "2026-10-01T12:00:00+08:00")
        buy(play, f"o{number}", "i1", 100, buyer_id=f"b{number}", **AC1)
    play.pass_to("2026-11-20T09:00:10+08:00")
    assert play.current("activity_new_buyer_share", "to_date", **AC1) == 0.4


def test_nothing_can_be_joined_while_one_activity_runs():
    play = Player().at("2026-11-20T08:00:00+08:00")
    opened(play, "ac1", "2026-11-19T18:00:00+08:00", "2026-11-20T00:00:00+08:00", "2026-11-23T00:00:00+08:00")
    play.say("activity.enrolled", **AC1)
    play.say("activity.progressed", **AC1, status="live")
    play.pass_to("2026-11-20T08:00:10+08:00")
    row = play.current_row("activities_joinable", "day")
    assert (row["value"], row["parts"]["running"]) == (0, 1)
