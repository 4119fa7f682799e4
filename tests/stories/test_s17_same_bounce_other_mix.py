"""S17: the same raw bounce rate of two weeks is not the same page."""

from tests.stories.browsing import jump, visits
from tests.stories.player import Player

A = {"new-free": (100, 80), "new-paid": (200, 160), "returning-free": (500, 200), "returning-paid": (200, 90)}
B = {"new-free": (500, 290), "new-paid": (300, 165), "returning-free": (150, 55), "returning-paid": (50, 20)}


def week(mix: dict[str, tuple[int, int]]) -> Player:
    play = Player().at("2026-11-17T10:00:00+08:00")
    for cell, (count, bounced) in mix.items():
        visits(play, cell, count, bounced, 2 * count)
    return jump(play, "2026-11-23T00:03:00+08:00")


def test_mostly_old_visitors_hide_a_page_that_is_barely_good_enough():
    row = week(A).final_row("bounce_rate_adjusted", "week")
    assert row["value"] == 0.685
    assert row["parts"]["bounce_rate"] == 0.53
    assert row["parts"]["returning_share"] == 0.7
    assert row["parts"]["returning-free visits"] == 500
    assert row["parts"]["returning-free bounced"] == 200


def test_mostly_new_visitors_hide_a_page_that_is_good():
    row = week(B).final_row("bounce_rate_adjusted", "week")
    assert (row["value"], row["parts"]["bounce_rate"]) == (0.508833, 0.53)
