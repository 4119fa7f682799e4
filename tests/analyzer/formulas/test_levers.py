"""Moved levers, slots and search ranks (metrics.md M2)."""

from datetime import timedelta
from typing import Any

from tests.analyzer.optional import killed
from tests.stories.browsing import jump, view
from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"
NEXT = "2026-11-21T00:03:00+08:00"
SUNDAY = "2026-11-23T00:03:00+08:00"


def morning() -> Player:
    return Player().at("2026-11-20T10:00:00+08:00")


def slot(play: Player, number: int, item: str, occupied: bool, **envelope: Any) -> None:
    data = {"item_id": item, "occupied": occupied, "slots_total": 4}
    play.say("slot.changed", envelope=envelope, change_id=f"s{number}", **data)


def rank(play: Player, position: int | None, day: int = 20, **more: Any) -> None:
    row = {"day": f"2026-11-{day:02}", "as_of": f"2026-11-{day:02}T09:00:00+08:00", "revision": 1}
    named = {"item_id": "i1", "keyword": " 连衣裙 "}
    found = {} if position is None else {"position": position}
    play.say("rank.observed", **{**row, **named, **found, **more})


def test_each_moved_lever_counts_for_the_shop_its_item_and_under_its_name():
    play = morning()
    play.say("item.changed", change_id="c1", item_id="i1", lever="title")
    play.say("item.changed", change_id="c1", item_id="i1", lever="title")
    play.say("item.changed", change_id="c2", item_id="i2", lever="main_image")
    play.say("page.changed", change_id="c1", lever="decoration")
    play.say("price.changed", change_id="c1", item_id="i1", price_minor=900)
    slot(play, 1, "i1", occupied=True)
    jump(play, NEXT)
    assert play.final("lever_changes", start=DAY) == 5
    assert play.final("lever_changes", start=DAY, item_id="i1") == 3
    assert play.final("lever_changes", start=DAY, lever="title") == 1
    assert play.final("lever_changes", start=DAY, lever="price", item_id="i1") == 1
    assert play.final("lever_changes", start=DAY, lever="showcase_slot") == 1
    play.say("item.changed", change_id="c3", item_id="i1", lever="title")
    jump(play, SUNDAY)
    assert play.final("lever_changes", "week") == 6
    assert play.final("lever_changes", "week", item_id="i1") == 4
    assert play.final("lever_changes", "week", item_id="i1", lever="title") == 2
    assert play.final("lever_changes", start="2026-11-22T00:00:00+08:00") == 0


def test_a_change_told_in_two_ways_is_the_first_one_whatever_came_first():
    play = morning()
    later = {"id": "b", "time": "2026-11-20T09:30:00+08:00"}
    play.say("item.changed", envelope=later, change_id="c1", item_id="i2", lever="gift")
    earlier = {"id": "a", "time": "2026-11-20T09:00:00+08:00"}
    play.say("item.changed", envelope=earlier, change_id="c1", item_id="i1", lever="title")
    jump(play, NEXT)
    assert play.final("lever_changes", start=DAY) == 1
    assert play.final("lever_changes", start=DAY, item_id="i1", lever="title") == 1
    assert play.final("lever_changes", start=DAY, item_id="i2") == 0


def test_slots_are_covered_by_the_items_that_were_put_into_one_last():
    play = morning()
    for number, item in enumerate(("i1", "i2", "i3")):
        slot(play, number, item, occupied=True)
    jump(play, NEXT)
    row = play.final_row("slot_coverage", start=DAY)
    assert (row["numerator"], row["denominator"]) == (3, 4)
    slot(play, 9, "i2", occupied=False)
    jump(play, SUNDAY)
    assert play.final("slot_coverage", start="2026-11-22T00:00:00+08:00") == 0.5
    assert play.final("slot_coverage", "week") == 0.5
    assert play.final("slot_coverage", start=DAY) == 0.75


def test_a_slot_change_told_late_changes_its_day_and_those_after_it():
    play = morning()
    slot(play, 1, "i1", occupied=True)
    jump(play, "2026-11-22T00:03:00+08:00")
    slot(play, 2, "i2", occupied=True, time="2026-11-20T20:00:00+08:00")
    jump(play, "2026-11-22T00:10:00+08:00")
    for day in (DAY, "2026-11-21T00:00:00+08:00"):
        assert play.final("slot_coverage", start=day) == 0.5


def test_a_slot_change_told_in_two_ways_is_of_the_item_told_first():
    play = morning()
    slot(play, 1, "i1", occupied=True, id="b", time="2026-11-20T09:30:00+08:00")
    slot(play, 1, "i2", occupied=False, id="a", time="2026-11-20T09:00:00+08:00")
    jump(play, NEXT)
    assert play.final("slot_coverage", start=DAY) == 0


def test_the_rank_is_the_position_observed_last_of_the_item_under_the_keyword():
    play = morning()
    rank(play, 12)
    rank(play, 15, as_of="2026-11-20T21:00:00+08:00")
    rank(play, 3, keyword="裙子", as_of="2026-11-20T08:00:00+08:00")
    jump(play, NEXT)
    pair = {"item_id": "i1", "keyword": "连衣裙"}
    row = play.final_row("search_rank", start=DAY, **pair)
    assert (row["value"], row["parts"]) == (15, {"observed_on": "2026-11-20", "observations": 1})
    assert play.final("search_rank", start=DAY, item_id="i1") == 15
    assert play.final("search_rank", start=DAY, keyword="裙子") == 3
    jump(play, "2026-11-22T00:03:00+08:00")
    row = play.final_row("search_rank", start="2026-11-21T00:00:00+08:00", **pair)
    assert (row["value"], row["parts"]["observations"]) == (15, 0)
    rank(play, 18, day=21)
    jump(play, SUNDAY)
    row = play.final_row("search_rank", "week", **pair)
    assert (row["value"], row["parts"]["observations"]) == (18, 2)
    assert play.final("search_rank", start="2026-11-21T00:00:00+08:00", **pair) == 18
    assert play.final("search_rank", start=DAY, **pair) == 15


def test_an_item_that_was_not_found_has_no_rank():
    play = morning()
    rank(play, 12)
    rank(play, None, as_of="2026-11-20T21:00:00+08:00")
    jump(play, NEXT)
    row = play.final_row("search_rank", start=DAY, item_id="i1", keyword="连衣裙")
    assert (row.get("value"), row["null_reason"]) == (None, "no_data")


def listed(play: Player, item: str, delist_at: str | None, **envelope: Any) -> None:
    data = {"item_id": item, "title": item, "price_minor": 100, "listing_id": f"l-{item}"}
    leaving = {} if delist_at is None else {"delist_at": delist_at}
    play.say("item.listed", envelope=envelope, **data, **leaving)


def test_items_that_leave_in_the_six_hours_with_most_visitors_leave_at_the_peak():
    play = Player().at("2026-11-20T08:00:00+08:00")
    for hour in range(8, 16):
        jump(play, f"2026-11-20T{hour:02}:30:00+08:00")
        for number in range(3 if hour > 9 else 1):
            view(play, f"v{hour}-{number}", f"u{number}")
    listed(play, "i1", "2026-11-25T09:59:00+08:00")
    listed(play, "i2", "2026-11-25T10:00:00+08:00")
    listed(play, "i3", "2026-11-26T15:59:00+08:00")
    listed(play, "i4", None)
    listed(play, "i5", "2026-11-21T12:00:00+08:00")
    listed(play, "i6", "2026-11-26T12:00:00+08:00")
    play.say(
        "item.delisted", item_id="i6", listing_id="l-i6", envelope={"time": play.now + timedelta(seconds=1)}
    )
    jump(play, SUNDAY)
    row = play.final_row("peak_delist_share", "week")
    assert (row["numerator"], row["denominator"]) == (2, 3)
    listed(play, "i7", "2026-11-26T12:00:00+08:00", time="2026-11-22T12:00:00+08:00")
    jump(play, "2026-11-23T00:10:00+08:00")
    assert play.final("peak_delist_share", "week") == 0.75


def test_without_visitors_there_is_no_best_hour():
    play = Player().at("2026-11-20T08:00:00+08:00")
    listed(play, "i1", "2026-11-25T09:59:00+08:00")
    jump(play, SUNDAY)
    assert play.final_row("peak_delist_share", "week")["null_reason"] == "no_data"


def test_a_week_of_silence_has_no_figures_and_a_week_with_a_day_of_data_has_its_own():
    play = Player().at("2026-11-13T10:00:00+08:00")
    view(play, "v1", "u1")
    jump(play, "2026-11-14T00:03:00+08:00")
    jump(play, "2026-11-23T00:03:00+08:00")
    before, silent = "2026-11-09T00:00:00+08:00", "2026-11-16T00:00:00+08:00"
    assert play.final("visitors", "week", before) == 1
    assert play.final_row("visitors", "week", silent)["null_reason"] == "no_data"
    assert play.final_row("bounce_rate", "week", silent)["null_reason"] == "no_data"


def test_ranks_are_looked_up_by_their_item_or_keyword_after_a_restart_and_until_they_are_forgotten():
    play = morning()
    for number in range(30):
        rank(play, number, item_id=f"i{number}", keyword=f"k{number % 3}")
    names = killed(play).aggregator._held["s1"].shop.rank_names
    assert names["item_id", "i4"] == {"i4|k1"}
    assert names["keyword", "k1"] == {f"i{number}|k1" for number in range(1, 30, 3)}
    rank(play, 31, item_id="i4", keyword="k1", as_of="2026-11-20T21:00:00+08:00")
    jump(play, SUNDAY)
    assert play.final("search_rank", "week", keyword="k1") == 31
    assert play.final("search_rank", "week", item_id="i7") == 7
    for when in ("2027-01-20", "2027-01-22"):
        play.leap_to(f"{when}T10:00:00+08:00")
    assert not play.aggregator._held["s1"].shop.rank_names
