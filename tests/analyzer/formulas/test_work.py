"""Activities, content and tasks (metrics.md M11)."""

from datetime import datetime, timedelta

import pytest

from tests.stories.customers import bought
from tests.stories.orders import buy
from tests.stories.player import Player
from tests.stories.work import assigned, done, opened, published

FRIDAY = "2026-11-20T00:00:00+08:00"
SATURDAY = "2026-11-21T00:00:00+08:00"
AC1 = {"activity_id": "ac1"}


def morning() -> Player:
    play = Player().at("2026-11-20T09:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    return play


# Activities


def test_what_can_still_be_joined_at_the_end_of_the_day():
    play = morning()
    later = ("2026-11-28T00:00:00+08:00", "2026-11-30T00:00:00+08:00")
    opened(play, "open", "2026-11-21T18:00:00+08:00", *later)
    opened(play, "closed", "2026-11-20T18:00:00+08:00", *later)
    opened(play, "joined", "2026-11-21T18:00:00+08:00", *later)
    play.say("activity.enrolled", activity_id="joined")
    opened(play, "refused", "2026-11-21T18:00:00+08:00", *later)
    play.say("activity.progressed", activity_id="refused", status="rejected")
    opened(play, "running", "2026-11-10T18:00:00+08:00", "2026-11-20T00:00:00+08:00", later[1])
    play.say("activity.enrolled", activity_id="running")
    play.say("activity.progressed", activity_id="running", status="accepted")
    play.pass_to("2026-11-20T09:01:00+08:00")
    assert play.current("activities_joinable", "day") == 2  # "closed" can be joined until the evening
    play.leap_to("2026-11-21T00:05:00+08:00")
    row = play.final_row("activities_joinable", "day", FRIDAY)
    assert (row["value"], row["parts"]["running"]) == (1, 1)
    play.leap_to("2026-11-22T00:05:00+08:00")
    assert play.final("activities_joinable", "day", SATURDAY) == 0


def test_an_enrolment_told_late_takes_the_activity_out_of_its_day_and_those_after():
    play = morning()
    later = ("2026-11-28T00:00:00+08:00", "2026-11-30T00:00:00+08:00")
    opened(play, "ac1", "2026-11-25T18:00:00+08:00", *later)
    play.leap_to("2026-11-22T00:05:00+08:00")
    assert play.final("activities_joinable", "day", SATURDAY) == 1
    told = {"time": "2026-11-21T12:00:00+08:00"}
    play.say("activity.enrolled", envelope=told, activity_id="ac1")
    play.leap_to("2026-11-22T00:10:00+08:00")
    assert play.final("activities_joinable", "day", FRIDAY) == 1
    assert play.final("activities_joinable", "day", SATURDAY) == 0


def look(play: Player, number: int, visitor: str, **more: object) -> None:
    view = {"view_id": f"v{number}", "visitor_id": visitor, "page_type": "promo", **AC1}
    play.say("page.viewed", **view, **more)


def test_visitors_of_an_activity_by_day_and_to_date():
    play = morning()
    look(play, 1, "u1")
    look(play, 2, "u1")
    look(play, 3, "u2")
    play.at("2026-11-21T09:00:00+08:00")
    look(play, 4, "u2")
    opened(play, "ac1", FRIDAY, FRIDAY, "2026-11-23T00:00:00+08:00")  # told after its first visitors
    look(play, 5, "u3")
    play.pass_to("2026-11-21T09:00:10+08:00")
    assert play.current("activity_visitors", "day", **AC1) == 2
    assert play.current("activity_visitors", "to_date", **AC1) == 3
    assert play.current_row("activity_visitors", "to_date", **AC1)["window"]["start"] == FRIDAY
    play.leap_to("2026-11-22T00:05:00+08:00")
    assert play.final("activity_visitors", "day", FRIDAY, **AC1) == 2
    assert play.final("activity_visitors", "day", SATURDAY, **AC1) == 2
    for kind in ("hour", "day", "week", "month"):
        assert play.rows("visitors", kind, **AC1) or kind in ("week", "month")


def test_new_buyers_of_an_activity_to_date():
    play = morning()
    opened(play, "ac1", FRIDAY, FRIDAY, "2026-11-23T00:00:00+08:00")
    bought(play, "before", "b1", "2026-11-01T12:00:00+08:00")
    buy(play, "o1", "i1", 100, buyer_id="b1", **AC1)
    buy(play, "o2", "i1", 100, buyer_id="b2", **AC1)
    buy(play, "o3", "i1", 100, buyer_id="b3")
    buy(play, "o4", "i1", 100, **AC1)
    play.at("2026-11-21T09:00:00+08:00")
    buy(play, "o5", "i1", 100, buyer_id="b2", **AC1)
    play.pass_to("2026-11-21T09:00:10+08:00")
    row = play.current_row("activity_new_buyer_share", "to_date", **AC1)
    assert (row["numerator"], row["denominator"]) == (1, 2)
    play.say("order.excluded", order_id="o1", reason="test")
    play.pass_to("2026-11-21T09:00:20+08:00")
    row = play.current_row("activity_new_buyer_share", "to_date", **AC1)
    assert (row["numerator"], row["denominator"]) == (1, 1)


# Content


@pytest.mark.parametrize(("kind", "shop", "own"), [("day", 2, 1), ("week", 3, 2)])
def test_a_post_counts_once_on_however_many_channels(kind: str, shop: int, own: int):
    play = Player().at("2026-11-16T09:00:00+08:00")
    published(play, "ct1", "weitao", "p_con")
    published(play, "ct1", "weibo", "p_con")
    published(play, "ct2", "weitao")
    play.at("2026-11-17T09:00:00+08:00")
    published(play, "ct1", "video", "p_con")
    published(play, "ct3", "weitao", "p_con")
    play.leap_to("2026-11-23T00:05:00+08:00")
    monday = "2026-11-16T00:00:00+08:00"
    row = play.final_row("content_posts", kind, monday)
    assert row["value"] == shop
    expected = {"weitao": 2, "weibo": 1} if kind == "day" else {"weitao": 3, "weibo": 1, "video": 1}
    assert row["parts"] == expected
    assert play.final("content_posts", kind, monday, person_id="p_con") == own


# Tasks


def test_shops_reviewed_are_those_of_done_tasks_of_that_kind():
    play = Player().at("2026-11-16T09:00:00+08:00")
    done(play, "t1", "p_des", 4)  # told before the task itself
    assigned(play, "t1", "2026-11-16T18:00:00+08:00", "review_shops", "p_des")
    assigned(play, "t2", "2026-11-16T18:00:00+08:00", "review_shops", "p_des")
    done(play, "t2", "p_des", 3)
    assigned(play, "t3", "2026-11-16T18:00:00+08:00", "fix_page", "p_des")
    done(play, "t3", "p_des", 9)
    play.at("2026-11-17T09:00:00+08:00")
    assigned(play, "t4", "2026-11-17T18:00:00+08:00", "review_shops", "p_des")
    done(play, "t4", "p_two", 10)
    play.leap_to("2026-11-23T00:05:00+08:00")
    monday = "2026-11-16T00:00:00+08:00"
    for kind in ("day", "week"):
        assert play.final("shops_reviewed", kind, monday, person_id="p_des") == 7
    assert play.final("shops_reviewed", "week", monday, person_id="p_two") == 10


def test_open_tasks_past_their_time_are_overdue():
    play = morning()
    assigned(play, "t1", "2026-11-20T18:00:00+08:00", person="p1")
    assigned(play, "t2", "2026-11-20T18:00:00+08:00", person="p1")
    assigned(play, "t3", "2026-11-20T18:00:00+08:00", person="p2")
    assigned(play, "t4", "2026-11-21T18:00:00+08:00", person="p2")
    assigned(play, "t5", "2026-11-20T18:00:00+08:00")
    play.say("task.cancelled", task_id="t2")
    play.at("2026-11-20T20:00:00+08:00")
    done(play, "t3", "p2")
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert play.final("tasks_overdue", "day", FRIDAY) == 2
    assert play.final("tasks_overdue", "day", FRIDAY, person_id="p1") == 1
    assert play.final("tasks_overdue", "day", FRIDAY, person_id="p2") == 0
    play.leap_to("2026-11-22T00:05:00+08:00")
    assert play.final("tasks_overdue", "day", SATURDAY) == 3
    done(play, "t1", "p1", time="2026-11-21T12:00:00+08:00")  # told late
    play.leap_to("2026-11-22T00:10:00+08:00")
    assert play.final("tasks_overdue", "day", FRIDAY) == 2
    assert play.final("tasks_overdue", "day", SATURDAY) == 2


def test_a_task_becomes_overdue_and_an_activity_closes_when_their_time_comes():
    play = morning()
    assigned(play, "t1", "2026-11-20T18:00:00+08:00", person="p1")
    later = ("2026-11-28T00:00:00+08:00", "2026-11-30T00:00:00+08:00")
    opened(play, "ac1", "2026-11-20T18:00:00+08:00", *later)
    play.leap_to("2026-11-20T17:58:00+08:00")
    assert play.current("tasks_overdue", "day", person_id="p1") == 0
    assert play.current("activities_joinable", "day") == 1
    play.pass_to("2026-11-20T18:02:10+08:00")
    assert play.current("tasks_overdue", "day", person_id="p1") == 1
    assert play.current("activities_joinable", "day") == 0


def test_tasks_posts_and_activities_are_forgotten_when_their_time_is_over():
    play = morning()
    opened(play, "ac1", FRIDAY, FRIDAY, SATURDAY)
    assigned(play, "t1", "2026-11-20T18:00:00+08:00", person="p1")
    published(play, "ct1")
    shop = play.aggregator._held["s1"].shop
    start = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
    play.at(start + timedelta(days=43)).tick()
    assert (len(shop.entities["content"]), len(shop.entities["task"])) == (1, 1)
    play.at(start + timedelta(days=46)).tick()
    assert (len(shop.entities["content"]), len(shop.entities["task"])) == (0, 1)
    play.at(start + timedelta(days=402)).tick()
    assert not shop.entities["task"]
    assert not shop.entities["activity"]
