"""Customers and members (metrics.md M5): who comes again, who is new, who is a member."""

import random
from datetime import datetime, timedelta

import pytest

from tests.stories.customers import bought, join
from tests.stories.orders import buy
from tests.stories.player import Player, moment

NOON = "2026-11-{:02}T12:00:00+08:00"
NOVEMBER = "2026-11-01T00:00:00+08:00"


def opened(when: str = "2026-11-20T09:00:00+08:00") -> Player:
    return Player().at(when)


# Repeat purchases


@pytest.mark.parametrize(
    ("length", "buyers", "again"), [("r7", 2, 0), ("r14", 3, 1), ("r28", 3, 1), ("r30", 3, 2), ("r90", 4, 3)]
)
def test_who_bought_twice_in_the_window_came_again(length: str, buyers: int, again: int):
    play = opened()
    for order, buyer, when in (
        ("o1", "b1", "2026-11-19T12:00:00+08:00"),
        ("o2", "b1", "2026-10-22T12:00:00+08:00"),  # 29 days of the window back
        ("o3", "b2", "2026-11-14T12:00:00+08:00"),
        ("o4", "b2", "2026-11-08T12:00:00+08:00"),
        ("o5", "b3", "2026-11-10T12:00:00+08:00"),
        ("o6", "b3", "2026-09-10T12:00:00+08:00"),
        ("o7", "b4", "2026-10-01T12:00:00+08:00"),
        ("o8", None, "2026-11-19T12:00:00+08:00"),
        ("o9", None, "2026-11-19T12:01:00+08:00"),
    ):
        bought(play, order, buyer, when)
    buy(play, "today", "i1", 100)
    play.leap_to("2026-11-21T00:05:00+08:00")
    row = play.final_row("repeat_purchase_rate", length)
    assert row["window"]["end"] == "2026-11-21T00:00:00+08:00"
    assert (row["numerator"], row["denominator"]) == (again, buyers)


def test_a_year_of_orders_counts_each_buyer_once():
    play = opened()
    bought(play, "o1", "b1", "2025-11-22T12:00:00+08:00")  # the first day of the year that ends today
    bought(play, "o2", "b1", "2026-11-19T12:00:00+08:00")
    bought(play, "o3", "b2", "2025-11-20T12:00:00+08:00")  # the day before it
    bought(play, "o4", "b2", "2026-11-19T12:00:00+08:00")
    buy(play, "today", "i1", 100)
    play.leap_to("2026-11-21T00:05:00+08:00")
    row = play.final_row("repeat_purchase_rate", "r365")
    assert (row["numerator"], row["denominator"]) == (1, 2)


def test_nobody_bought_so_nobody_came_again():
    play = opened()
    buy(play, "o1", "i1", 100)
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert play.final_row("repeat_purchase_rate", "r90")["null_reason"] == "zero_denominator"


def test_an_excluded_order_is_no_second_one():
    play = opened()
    bought(play, "o1", "b1", NOON.format(18))
    buy(play, "o2", "i1", 100, buyer_id="b1")
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert play.final("repeat_purchase_rate", "r90") == 1
    play.say("order.excluded", order_id="o2", reason="test")
    play.leap_to("2026-11-21T00:10:00+08:00")
    row = play.final_row("repeat_purchase_rate", "r90")
    assert (row["numerator"], row["denominator"], row["revision"]) == (0, 1, 2)


@pytest.mark.parametrize("seed", range(4))
def test_repeat_purchases_are_those_of_the_orders_whatever_the_order_of_arrival(seed: int):
    chance = random.Random(seed)
    last = moment("2026-11-20T00:00:00+08:00")
    orders = [(chance.randrange(5), last - timedelta(hours=chance.randrange(1, 24 * 100))) for _ in range(40)]
    play = opened()
    for number, (buyer, when) in enumerate(orders):
        bought(play, f"o{number}", f"b{buyer}", when.isoformat())
        if number % 7 == 0:
            play.pass_to(play.now + timedelta(seconds=12))
    gone = chance.sample(range(40), 6)
    for number in gone:
        when = orders[number][1].isoformat()
        told = {"time": when, "history": True}
        play.say("order.excluded", envelope=told, order_id=f"o{number}", reason="test")
    buy(play, "today", "i1", 100)
    play.leap_to("2026-11-21T00:05:00+08:00")
    left = [order for number, order in enumerate(orders) if number not in gone]
    for days in (7, 30, 90):
        first = last - timedelta(days=days - 1)
        counts = [sum(who == buyer and when >= first for who, when in left) for buyer in range(5)]
        row = play.final_row("repeat_purchase_rate", f"r{days}")
        expected = (sum(count >= 2 for count in counts), sum(count >= 1 for count in counts))
        assert (row["numerator"], row["denominator"]) == expected


# New and returning buyers


def classes(play: Player, kind: str, **scope: str) -> tuple[int, int]:
    return play.final("new_buyers", kind, **scope), play.final("returning_buyers", kind, **scope)


def test_who_did_not_buy_in_the_year_before_is_new_on_the_day_in_the_week_and_in_the_month():
    play = opened("2026-11-30T09:00:00+08:00")
    bought(play, "o1", "b1", "2025-11-30T08:59:59+08:00")  # a second more than 365 days ago
    bought(play, "o2", "b2", "2025-11-30T09:00:00+08:00")  # exactly 365 days ago
    for order, buyer in (("o3", "b1"), ("o4", "b2"), ("o5", "b3")):
        buy(play, order, "i1", 100, buyer_id=buyer, traffic_source="search")
    buy(play, "o6", "i1", 100)  # anonymous: neither
    play.leap_to("2026-12-07T00:05:00+08:00")
    november, monday = NOVEMBER, "2026-11-30T00:00:00+08:00"
    for kind, start in (("day", monday), ("week", monday), ("month", november)):
        assert play.final("new_buyers", kind, start) == 2
        assert play.final("returning_buyers", kind, start) == 1
        assert play.final("new_buyers", kind, start, traffic_source="search") == 2
        assert play.final("returning_buyers", kind, start, traffic_source="search") == 1


def test_the_first_order_in_the_window_decides_the_class():
    play = opened("2026-11-23T09:00:00+08:00")
    for day in (23, 24, 25):
        play.at(NOON.format(day))
        buy(play, f"o{day}", "i1", 100, buyer_id="b1", traffic_source="search" if day < 25 else "ppc")
    play.leap_to("2026-12-01T00:05:00+08:00")
    assert play.final("new_buyers", "day", "2026-11-23T00:00:00+08:00") == 1
    assert play.final("returning_buyers", "day", "2026-11-24T00:00:00+08:00") == 1
    assert classes(play, "week") == (1, 0)
    assert classes(play, "month") == (1, 0)
    assert classes(play, "week", traffic_source="ppc") == (0, 1)  # the first order of that source


def test_what_the_order_says_of_its_buyer_comes_first():
    play = opened()
    bought(play, "o1", "b1", NOON.format(1))
    buy(play, "o2", "i1", 100, buyer_id="b1", is_new_buyer=True)
    buy(play, "o3", "i1", 100, buyer_id="b2", is_new_buyer=False)
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert classes(play, "day") == (1, 1)


def test_an_earlier_order_told_later_makes_the_buyer_a_returning_one():
    play = opened("2026-11-02T09:00:00+08:00")
    buy(play, "o1", "i1", 100, buyer_id="b1")
    play.pass_to("2026-11-03T00:05:00+08:00")
    assert classes(play, "day") == (1, 0)
    bought(play, "o0", "b1", "2026-10-20T12:00:00+08:00")
    play.pass_to("2026-11-03T00:10:00+08:00")
    assert play.final("returning_buyers", "day", "2026-11-02T00:00:00+08:00") == 1
    assert play.final("new_buyers", "day", "2026-11-02T00:00:00+08:00") == 0
    assert play.final("new_buyers", "month", "2026-10-01T00:00:00+08:00") == 1


def test_a_visit_that_is_told_later_moves_the_buyer_to_its_source():
    play = opened()
    buy(play, "o1", "i1", 100, buyer_id="b1", visitor_id="u1", traffic_source="search")
    early = {"time": "2026-11-20T08:30:00+08:00"}
    play.say(
        "page.viewed", envelope=early, view_id="v1", visitor_id="u1", page_type="home", traffic_source="ppc"
    )
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert classes(play, "day", traffic_source="ppc") == (1, 0)
    assert classes(play, "day", traffic_source="search") == (0, 0)


def test_an_activity_has_its_own_first_orders():
    play = opened()
    bought(play, "o0", "b1", NOON.format(1))
    buy(play, "o1", "i1", 100, buyer_id="b1", activity_id="ac1")
    buy(play, "o2", "i1", 100, buyer_id="b2")
    buy(play, "o3", "i1", 100, buyer_id="b3", activity_id="ac1")
    play.leap_to("2026-12-01T00:05:00+08:00")
    for kind, start in (("day", "2026-11-20"), ("week", "2026-11-16"), ("month", "2026-11-01")):
        begun = f"{start}T00:00:00+08:00"
        assert play.final("new_buyers", kind, begun, activity_id="ac1") == 1
        assert play.final("returning_buyers", kind, begun, activity_id="ac1") == 1


def test_a_shop_may_say_after_how_many_days_a_buyer_is_new_again():
    play = opened()
    settings = {"timezone": "Asia/Shanghai", "currency": "CNY", "options": {"new_buyer_days": 10}}
    play.say("shop.configured", effective_from="2026-01-01T00:00:00+08:00", revision=1, **settings)
    bought(play, "o0", "b1", NOON.format(5))
    buy(play, "o1", "i1", 100, buyer_id="b1")
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert classes(play, "day") == (1, 0)


# Members


def test_a_buyer_who_joins_two_programs_is_one_new_member():
    play = opened("2026-11-23T09:00:00+08:00")
    join(play, "b1", "membership", "p_cs1")
    join(play, "b1", "weitao", "p_cs1")
    join(play, "b2", "membership", "p_cs2")
    play.at("2026-11-24T09:00:00+08:00")
    join(play, "b1", "group", "p_cs1")
    join(play, "b3", "group")
    play.leap_to("2026-12-01T00:05:00+08:00")
    assert play.final("members_joined", "day", "2026-11-23T00:00:00+08:00") == 2
    assert play.final("members_joined", "day", "2026-11-24T00:00:00+08:00") == 2
    for kind in ("week", "month"):
        assert play.final("members_joined", kind) == 3
        assert play.final("members_joined", kind, person_id="p_cs1") == 1
        assert play.final("members_joined", kind, person_id="p_cs2") == 1
    assert play.final("members_joined", "day", "2026-11-23T00:00:00+08:00", person_id="p_cs1") == 1


def test_members_are_buyers_who_had_joined_when_they_paid():
    play = opened("2026-11-23T09:00:00+08:00")
    join(play, "b1")
    buy(play, "o1", "i1", 100, buyer_id="b1")
    buy(play, "o2", "i1", 100, buyer_id="b2")
    buy(play, "o3", "i1", 100, buyer_id="b3")
    buy(play, "o4", "i1", 100)
    play.pass_to("2026-11-23T10:00:00+08:00")
    join(play, "b2")  # after paying
    play.leap_to("2026-12-01T00:05:00+08:00")
    for kind in ("week", "month"):
        row = play.final_row("member_buyer_share", kind)
        assert (row["numerator"], row["denominator"]) == (1, 3)
    join(play, "b3", time="2026-11-23T08:59:00+08:00")  # told late: had joined before paying
    play.leap_to("2026-12-01T00:10:00+08:00")
    assert play.final_row("member_buyer_share", "month", NOVEMBER)["numerator"] == 2


def test_a_member_is_forgotten_with_the_buyer():
    play = opened()
    join(play, "b1")
    join(play, "b2")
    buy(play, "o1", "i1", 100, buyer_id="b2")
    shop = play.aggregator._held["s1"].shop
    start = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
    for days in (402, 403):
        play.at(start + timedelta(days=days)).tick()
        assert set(shop.entities["member"]) <= {"b2"}
    for days in (404, 405, 410):
        play.at(start + timedelta(days=days)).tick()
    assert not shop.entities["member"]
    assert not [key for key in shop.windows.book.panes if key.family == "repeat" and key.kind == "d"]
