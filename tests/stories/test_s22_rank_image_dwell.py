"""S22: rank and image of the main item, marks of its levers, slots, dwell time of its page."""

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


def test_a_title_change_shows_as_a_mark_on_its_day_and_15_of_20_slots_are_three_quarters():
    play = Player().at("2026-11-20T10:00:00+08:00")
    play.say("item.changed", change_id="c1", item_id="i1", lever="title")
    for number in range(15):
        slot = {"item_id": f"i{number}", "occupied": True, "slots_total": 20}
        play.say("slot.changed", change_id=f"s{number}", **slot)
    jump(play, "2026-11-21T00:03:00+08:00")
    assert play.final("lever_changes", item_id="i1", lever="title") == 1
    assert play.final("slot_coverage") == 0.75


def test_a_main_item_that_was_12th_and_then_18th_in_a_week_shows_both_weeks():
    play = Player().at("2026-11-11T10:00:00+08:00")
    observed = {"item_id": "i1", "keyword": "连衣裙", "revision": 1}
    play.say("rank.observed", day="2026-11-11", as_of="2026-11-11T09:00:00+08:00", position=12, **observed)
    jump(play, "2026-11-18T10:00:00+08:00")
    play.say("rank.observed", day="2026-11-18", as_of="2026-11-18T09:00:00+08:00", position=18, **observed)
    jump(play, "2026-11-23T00:03:00+08:00")
    weeks = ("2026-11-09T00:00:00+08:00", "2026-11-16T00:00:00+08:00")
    scope = {"item_id": "i1", "keyword": "连衣裙"}
    assert [play.final("search_rank", "week", week, **scope) for week in weeks] == [12, 18]


def test_a_main_image_of_31_clicks_in_1_000_stands_beside_the_40_of_its_category():
    play = Player().at("2026-11-20T10:00:00+08:00")
    mean = {"metric": "main_image_ctr", "level": "mean", "value": 0.04, "revision": 1}
    play.say("benchmark.set", effective_from="2026-11-01T00:00:00+08:00", **mean)
    row = {"day": "2026-11-20", "as_of": "2026-11-21T00:00:00+08:00", "revision": 1, "item_id": "i1"}
    play.say("impression.reported", impressions=2000, clicks=62, **row)
    jump(play, "2026-11-23T00:03:00+08:00")
    shown = play.final_row("main_image_ctr", "week", "2026-11-16T00:00:00+08:00", item_id="i1")
    assert (shown["value"], shown["parts"]["benchmark"]) == (0.031, 0.04)
