"""S15, S16: what a week of visits says of the page, whatever the day of its visits."""

from tests.stories.browsing import jump, visits
from tests.stories.player import Player

SHARES = {"new-free": 400, "new-paid": 300, "returning-free": 200, "returning-paid": 100}


def week(play: Player, first: str, bounced: int, pages: int) -> None:
    """1,000 visits of the same rates in all four cells."""
    jump(play, first)
    for cell, count in SHARES.items():
        visits(play, cell, count, count * bounced // 1000, count * pages // 1000)


def test_a_failing_week_and_a_good_one_to_the_digit():
    play = Player().at("2026-11-16T09:00:00+08:00")
    week(play, "2026-11-17T10:00:00+08:00", 720, 2200)
    jump(play, "2026-11-23T00:03:00+08:00")
    bounce = play.final_row("bounce_rate_adjusted", "week")
    assert (bounce["value"], bounce["parts"]["bounce_rate"], bounce["parts"]["visits"]) == (0.72, 0.72, 1000)
    depth = play.final_row("depth_adjusted", "week")
    assert (depth["value"], depth["parts"]["depth"], depth["parts"]["pages"]) == (2.2, 2.2, 2200)
    assert play.final("bounce_rate", "week") == 0.72
    assert play.final("depth", "week") == 2.2
    week(play, "2026-11-24T10:00:00+08:00", 590, 3600)
    jump(play, "2026-11-30T00:03:00+08:00")
    assert play.final("bounce_rate_adjusted", "week") == 0.59
    assert play.final("depth_adjusted", "week") == 3.6
