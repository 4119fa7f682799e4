"""S26: a bad review resolved after 90 minutes."""

from tests.stories.player import Player

WEEK = "2026-11-16T00:00:00+08:00"


def test_a_review_resolved_after_an_hour_and_a_half_took_90_minutes():
    play = Player().at("2026-11-20T14:00:00+08:00")
    play.say("review.posted", review_id="rv1", item_id="i3", order_id="o1", grade="bad")
    play.pass_to("2026-11-20T15:30:00+08:00")
    assert play.current_row("review_resolve_minutes", "week")["parts"]["unresolved"] == 1
    play.say("review.resolved", review_id="rv1", how="changed")
    play.leap_to("2026-11-23T00:03:00+08:00")
    assert play.final("review_resolve_minutes", "week", WEEK) == 90
    assert play.final("review_resolve_minutes", "week", WEEK, item_id="i3") == 90
    assert play.final("bad_reviews", "week", WEEK, item_id="i3") == 1
