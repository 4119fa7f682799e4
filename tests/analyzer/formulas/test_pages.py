"""Page health: bounce, depth and dwell of the visits that are over (metrics.md M3, M16)."""

from typing import Any

from services.analyzer.aggregator import ShopAggregator
from tests.stories.browsing import jump, view
from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"
NEXT = "2026-11-21T00:03:00+08:00"
SCOPES: tuple[dict[str, str], ...] = (
    {},
    {"traffic_source": "search"},
    {"visitor_class": "new"},
    {"item_id": "i1"},
)


def ping(play: Player, name: str, visitor: str, seq: int, seconds: int, **envelope: Any) -> None:
    """One heartbeat of a page view."""
    play.say(
        "page.pinged", envelope=envelope, view_id=name, visitor_id=visitor, seq=seq, active_seconds=seconds
    )


def configure(play: Player, **settings: Any) -> None:
    """Settings in force from long ago."""
    since = {"effective_from": "2026-01-01T00:00:00+08:00", "revision": 1}
    play.say("shop.configured", timezone="Asia/Shanghai", currency="CNY", **since, **settings)


def three_visits() -> Player:
    """u1 sees i1 and goes; u2 sees i1, then two more pages; u3 comes by ads to the home page and goes."""
    play = Player().at("2026-11-20T10:00:00+08:00")
    view(play, "v1", "u1", "i1")
    view(play, "v2", "u2", "i1")
    view(play, "v3", "u2", "i2")
    view(play, "v4", "u2")
    view(play, "v5", "u3", traffic_source="ppc", is_returning=True)
    return play


def test_a_bounce_is_a_closed_visit_of_one_page_in_every_scope():
    play = jump(three_visits(), NEXT)
    shares = [play.final_row("bounce_rate", start=DAY, **scope) for scope in SCOPES]
    assert [(row["numerator"], row["denominator"]) for row in shares] == [(2, 3), (1, 2), (1, 2), (1, 2)]
    assert play.final("bounce_rate", start=DAY, traffic_source="ppc") == 1
    assert play.final("bounce_rate", start=DAY, visitor_class="returning") == 1
    assert play.rows("bounce_rate", "day", item_id="i2") == []


def test_depth_is_page_views_for_each_closed_visit():
    play = jump(three_visits(), NEXT)
    shares = [play.final_row("depth", start=DAY, **scope) for scope in SCOPES[:3]]
    assert [(row["numerator"], row["denominator"]) for row in shares] == [(5, 3), (4, 2), (4, 2)]
    assert play.final("depth", start=DAY, traffic_source="ppc") == 1


def test_a_week_of_page_health_sums_its_days():
    play = jump(three_visits(), "2026-11-21T10:00:00+08:00")
    view(play, "v6", "u9", "i1")
    jump(play, "2026-11-23T00:03:00+08:00")
    week = [play.final_row("bounce_rate", "week", **scope) for scope in SCOPES]
    assert [(row["numerator"], row["denominator"]) for row in week] == [(3, 4), (2, 3), (2, 3), (2, 3)]
    assert play.final("depth", "week") == 1.5
    assert play.final("depth", "week", visitor_class="new") == 1.666667


def test_a_visit_counts_once_it_is_over_and_not_while_it_goes_on():
    play = jump(three_visits(), "2026-11-20T10:29:58+08:00")
    assert play.rows("bounce_rate", "day", is_final=False) == []
    jump(play, "2026-11-20T10:30:02+08:00")
    assert play.current("bounce_rate", "day") == 0.666667


def test_a_view_that_comes_late_opens_its_visit_again():
    play = jump(three_visits(), "2026-11-20T10:45:00+08:00")
    view(play, "v6", "u1", envelope={"time": "2026-11-20T10:20:00+08:00"})
    jump(play, "2026-11-20T10:49:00+08:00")
    assert play.current("bounce_rate", "day") == 0.5
    jump(play, "2026-11-20T10:51:00+08:00")
    row = play.current_row("bounce_rate", "day")
    assert (row["numerator"], row["denominator"]) == (1, 3)


def test_a_visit_that_is_over_after_midnight_is_one_of_the_day_in_which_it_began():
    play = jump(three_visits(), "2026-11-20T23:50:00+08:00")
    view(play, "v6", "u4")
    jump(play, NEXT)
    first = play.final_row("bounce_rate", start=DAY)
    assert (first["denominator"], first["revision"]) == (3, 1)
    jump(play, "2026-11-21T00:21:00+08:00")
    second = play.final_row("bounce_rate", start=DAY)
    assert (second["numerator"], second["denominator"], second["revision"]) == (3, 4, 2)


def test_a_shop_that_counts_by_visitor_counts_who_saw_one_page_that_day():
    play = Player().at("2026-11-20T08:00:00+08:00")
    configure(play, bounce_by="visitor")
    jump(play, "2026-11-20T10:00:00+08:00")
    view(play, "v1", "u1", "i1")
    view(play, "v2", "u2", "i1")
    view(play, "v3", "u3")
    play.say("cart.added", visitor_id="u4", item_id="i1", qty=1, action_id="a1")
    jump(play, "2026-11-20T12:00:00+08:00")
    view(play, "v4", "u1", "i1")
    jump(play, NEXT)
    row = play.final_row("bounce_rate", start=DAY)
    assert (row["numerator"], row["denominator"]) == (2, 4)
    row = play.final_row("bounce_rate", start=DAY, item_id="i1")
    assert (row["numerator"], row["denominator"]) == (1, 2)
    assert play.final("bounce_rate", start=DAY, traffic_source="search") == 0.666667
    assert play.final("bounce_rate", start=DAY, visitor_class="new") == 1
    assert play.final("depth", start=DAY) == 1
    jump(play, "2026-11-23T00:03:00+08:00")
    assert play.final("bounce_rate", "week") == 0.5


def test_dwell_is_seconds_in_use_for_each_visit_with_an_item_page():
    play = three_visits()
    ping(play, "v1", "u1", 1, 10)
    ping(play, "v3", "u2", 1, 30)
    ping(play, "v4", "u2", 1, 60)
    jump(play, NEXT)
    scopes = ({}, {"traffic_source": "search"}, {"item_id": "i1"}, {"item_id": "i2"})
    shares = [play.final_row("dwell_seconds", start=DAY, **scope) for scope in scopes]
    assert [(row["numerator"], row["denominator"]) for row in shares] == [(40, 2), (40, 2), (10, 2), (30, 1)]
    assert play.rows("dwell_seconds", "day", traffic_source="ppc") == []
    jump(play, "2026-11-23T00:03:00+08:00")
    assert play.final("dwell_seconds", "week") == 20
    assert play.final("dwell_seconds", "week", item_id="i1") == 5
    assert play.final("dwell_seconds", "week", traffic_source="search") == 20


def test_the_usual_dwell_of_an_item_is_that_of_four_weeks():
    play = three_visits()
    ping(play, "v1", "u1", 1, 10)
    jump(play, "2026-11-21T10:00:00+08:00")
    view(play, "v6", "u9", "i1")
    ping(play, "v6", "u9", 1, 20)
    jump(play, "2026-11-22T01:00:00+08:00")
    row = play.final_row("dwell_seconds", "r28", item_id="i1")
    assert (row["numerator"], row["denominator"]) == (30, 3)


def test_a_heartbeat_may_come_before_its_page_view_and_after_the_visit_and_twice():
    play = Player().at("2026-11-20T10:00:00+08:00")
    ping(play, "v1", "u1", 1, 10, id="p1")
    ping(play, "v1", "u1", 1, 10, id="p1")
    view(play, "v1", "u1", "i1")
    jump(play, "2026-11-20T12:00:00+08:00")
    assert play.current("dwell_seconds", "day") == 10
    ping(play, "v1", "u1", 2, 25, time="2026-11-20T10:00:40+08:00")
    ping(play, "v0", "u1", 1, 60, time="2026-11-20T10:00:40+08:00")
    jump(play, "2026-11-20T12:00:10+08:00")
    assert play.current("dwell_seconds", "day") == 35


def test_without_a_heartbeat_nobody_knows_how_long_a_page_was_in_use():
    play = jump(three_visits(), NEXT)
    row = play.final_row("dwell_seconds", start=DAY)
    assert row.get("value") is None
    assert row["null_reason"] == "no_data"


def test_a_day_without_visits_has_no_bounce_rate_and_a_day_of_silence_no_data():
    play = three_visits().pass_to("2026-11-22T00:03:00+08:00")
    assert (
        play.final_row("bounce_rate", start="2026-11-21T00:00:00+08:00")["null_reason"] == "zero_denominator"
    )
    play.at("2026-11-24T10:00:00+08:00").tick()
    view(play, "v7", "u7")
    jump(play, "2026-11-24T10:01:00+08:00")
    assert play.final_row("bounce_rate", start="2026-11-22T00:00:00+08:00")["null_reason"] == "no_data"


def test_after_a_restart_at_any_moment_each_visit_is_closed_once():
    play, items = three_visits(), dict[bytes, bytes]()
    for moment in ("10:00:30", "10:20:00", "10:29:58", "10:30:00", "10:30:02", "10:31:07", "12:00:00"):
        play.pass_to(f"2026-11-20T{moment}+08:00")
        items |= play.aggregator.take_changed()
        for key in play.aggregator.take_dropped():
            items.pop(key, None)
        play.aggregator = ShopAggregator()
        play.aggregator.restore(items)
    jump(play, NEXT)
    shares = [play.final_row("bounce_rate", start=DAY, **scope) for scope in SCOPES]
    assert [(row["numerator"], row["denominator"]) for row in shares] == [(2, 3), (1, 2), (1, 2), (1, 2)]
