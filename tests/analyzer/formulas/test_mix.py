"""Page health corrected for the mix of visits: which days, which weights, which cells (metrics.md M14)."""

from tests.stories.browsing import jump, visits
from tests.stories.player import Player

SUNDAY = "2026-11-23T00:03:00+08:00"


def test_a_week_of_few_visits_is_judged_by_four_weeks_and_says_so():
    play = Player().at("2026-11-10T10:00:00+08:00")
    visits(play, "new-free", 150, 90, 300)
    jump(play, "2026-11-17T10:00:00+08:00")
    visits(play, "new-free", 100, 50, 150)
    jump(play, SUNDAY)
    bounce = play.final_row("bounce_rate_adjusted", "week", "2026-11-16T00:00:00+08:00")
    assert (bounce["value"], bounce["parts"]["days"], bounce["parts"]["visits"]) == (0.56, 28, 250)
    assert play.final("depth_adjusted", "week", "2026-11-16T00:00:00+08:00") == 1.8


def test_under_200_visits_in_four_weeks_too_there_is_no_rate():
    play = Player().at("2026-11-17T10:00:00+08:00")
    visits(play, "new-free", 199, 90, 300)
    jump(play, SUNDAY)
    row = play.final_row("bounce_rate_adjusted", "week")
    assert row.get("value") is None
    assert (row["null_reason"], row["parts"]["visits"]) == ("min_samples", 199)


def test_a_week_of_200_visits_is_judged_by_itself():
    play = Player().at("2026-11-10T10:00:00+08:00")
    visits(play, "new-free", 300, 300, 300)
    jump(play, "2026-11-17T10:00:00+08:00")
    visits(play, "new-free", 200, 100, 400)
    jump(play, SUNDAY)
    row = play.final_row("bounce_rate_adjusted", "week", "2026-11-16T00:00:00+08:00")
    assert (row["value"], row["parts"]["days"]) == (0.5, 7)


def test_a_shop_weighs_the_cells_as_it_likes_from_a_day_on():
    play = Player().at("2026-11-16T09:00:00+08:00")
    weights = {"new-free": 0.5, "new-paid": 0.1, "returning-free": 0.3, "returning-paid": 0.1}
    for cell, weight in weights.items():
        said = {"metric": "bounce_rate_adjusted", "level": "reference_weight", "category_id": cell}
        since = {"effective_from": "2026-11-16T00:00:00+08:00", "revision": 1}
        play.say("benchmark.set", **said, value=weight, **since)
    for cell, bounced in zip(weights, (50, 60, 70, 80), strict=True):
        visits(play, cell, 100, bounced, 200)
    jump(play, SUNDAY)
    assert play.final("bounce_rate_adjusted", "week") == 0.6
    assert play.final("depth_adjusted", "week") == 2


def test_a_source_that_the_shop_added_is_paid_where_it_says_so():
    play = Player().at("2026-11-17T10:00:00+08:00")
    since = {"effective_from": "2026-01-01T00:00:00+08:00", "revision": 1}
    added = [{"key": "ch7", "name_zh": "七号", "is_paid": True}]
    play.say("shop.configured", timezone="Asia/Shanghai", currency="CNY", extra_sources=added, **since)
    visits(play, "new-free", 200, 100, 400)
    lines = [
        play.line(
            "page.viewed",
            {"view_id": f"c{n}", "visitor_id": f"c{n}", "page_type": "home", "traffic_source": "ch7"},
        )
        for n in range(50)
    ]
    play.send(lines)
    jump(play, SUNDAY)
    parts = play.final_row("bounce_rate_adjusted", "week")["parts"]
    assert (parts["new-paid visits"], parts["new-paid bounced"]) == (50, 50)


def test_a_running_week_shows_what_its_visits_come_to_so_far():
    play = Player().at("2026-11-17T10:00:00+08:00")
    visits(play, "new-free", 200, 100, 400)
    jump(play, "2026-11-17T12:00:00+08:00")
    assert play.current("bounce_rate_adjusted", "week") == 0.5
    visits(play, "new-free", 200, 200, 200)
    jump(play, "2026-11-17T14:00:00+08:00")
    assert play.current("bounce_rate_adjusted", "week") == 0.75
    assert play.current("depth_adjusted", "week") == 1.5
