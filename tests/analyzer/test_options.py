"""What a shop changes of the product's defaults, and from when on (events.md E10 `options`; docs/options.md)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from services.analyzer.aggregator import ShopAggregator
from tests.analyzer.formulas.friday import DAY_OVER, FRIDAY, at_ten, leap
from tests.stories.player import Player, moment

NINE = "2026-11-20T09:00:00+08:00"


def configure(play: Player, since: str = "2026-01-01T00:00:00+08:00", **options: float) -> None:
    zone = {"timezone": "Asia/Shanghai", "currency": "CNY"}
    play.say("shop.configured", **zone, effective_from=since, revision=1, options=options)


def view(play: Player, number: int, when: str, visitor: str = "u1", **more: Any) -> None:
    play.at(when).say("page.viewed", view_id=f"v{number}", visitor_id=visitor, page_type="home", **more)


def killed(play: Player) -> Player:
    kept = play.aggregator.take_changed()
    play.aggregator = ShopAggregator()
    play.aggregator.restore(kept)
    return play


def friday(clock: str) -> str:
    return f"2026-11-20T{clock}:00+08:00"


def test_a_shop_whose_buyers_read_long_waits_longer_for_the_next_page_of_a_visit():
    play = at_ten()
    configure(play, visit_gap_minutes=60)
    for number, clock in enumerate(("10:01", "10:51", "11:51", "12:52")):
        view(play, number, friday(clock))
    assert leap(play).final("visits", "day", FRIDAY) == 2
    assert play.final("depth", "day", FRIDAY) == 2


def test_a_visit_is_over_when_the_gap_of_the_shop_has_passed():
    play = at_ten()
    configure(play, visit_gap_minutes=1)
    view(play, 1, friday("23:58"))
    play.pass_to(DAY_OVER)
    assert play.final("bounce_rate", "day", FRIDAY) == 1


def test_a_gap_holds_for_the_visits_that_begin_under_it():
    play = at_ten()
    configure(play, since=friday("11:00"), visit_gap_minutes=10)
    for number, clock in enumerate(("10:50", "11:15", "11:40", "12:11", "12:22")):
        view(play, number, friday(clock))
    assert leap(play).final("visits", "day", FRIDAY) == 3  # 10:50 to 11:40, 12:11, 12:22


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_visits_are_the_same_whether_the_shop_spoke_of_its_gap_before_or_after_them(order):
    play = at_ten().at(friday("12:30"))
    view_of = dict.fromkeys(("page_type",), "home") | {"visitor_id": "u1"}
    said: list[Any] = [
        lambda number=number, clock=clock: play.say(
            "page.viewed",
            envelope={"time": friday(clock), "id": f"e{number}"},
            view_id=f"v{number}",
            **view_of,
        )
        for number, clock in enumerate(("10:50", "11:15", "11:35"))
    ]
    said.append(lambda: configure(play, since=friday("11:00"), visit_gap_minutes=15))
    for number in order:
        said[number]()
    leap(play)
    assert play.final("visits", "day", FRIDAY) == 1
    configure(play, since=friday("10:00"), visit_gap_minutes=15)
    play.leap_to("2026-11-21T00:04:00+08:00")
    assert play.final("visits", "day", FRIDAY) == 3
    assert play.final("bounce_rate", "day", FRIDAY) == 1


def test_the_gap_of_the_shop_outlives_a_kill():
    play = at_ten()
    configure(play, visit_gap_minutes=60)
    view(play, 1, friday("10:01"))
    view(killed(play), 2, friday("11:00"))
    assert leap(killed(play)).final("visits", "day", FRIDAY) == 1


def test_who_came_back_after_forty_days_is_a_returning_visitor_of_a_shop_that_looks_back_two_months():
    play = Player().at("2026-10-11T10:00:00+08:00")
    configure(play, returning_days=60)
    view(play, 1, "2026-10-11T10:01:00+08:00")
    view(play, 2, "2026-10-11T10:02:00+08:00", visitor="u2")
    for day in range(12, 32):
        play.leap_to(f"2026-10-{day}T12:00:00+08:00")
    for day in range(1, 20):
        play.leap_to(f"2026-11-{day:02}T12:00:00+08:00")
    view(killed(play), 3, friday("10:00"))
    assert leap(play).final("returning_share", "day", FRIDAY) == 1


def test_a_shop_that_looks_back_a_week_greets_who_came_ten_days_ago_as_new():
    play = Player().at("2026-11-10T10:00:00+08:00")
    configure(play, returning_days=7)
    view(play, 1, "2026-11-10T10:01:00+08:00")
    view(play, 2, friday("10:00"))
    assert leap(play).final("returning_share", "day", FRIDAY) == 0


def test_a_look_back_told_late_counts_the_visitors_of_the_days_since_it_holds():
    play = Player().at("2026-11-10T10:00:00+08:00")
    view(play, 1, "2026-11-10T10:01:00+08:00")
    view(play, 2, friday("10:00"))
    configure(play, since=NINE, returning_days=7)
    assert leap(play).final("returning_share", "day", FRIDAY) == 0
    assert play.final("visits", "day", FRIDAY, visitor_class="new") == 1


def is_final(play: Player, start: str) -> bool:
    return any(row["window"]["start"] == start for row in play.rows("orders", "hour"))


TEN, ELEVEN = "2026-11-20T10:00:00+08:00", "2026-11-20T11:00:00+08:00"


def test_a_shop_whose_tills_are_slow_has_final_hours_ten_minutes_after_their_end():
    play = at_ten()
    configure(play, grace_seconds=600)
    view(play, 1, friday("10:30"))
    view(play, 2, "2026-11-20T11:09:59+08:00")
    assert not is_final(play, TEN)
    view(play, 3, friday("11:10"))
    assert is_final(play, TEN)


def test_a_grace_holds_for_the_windows_that_end_under_it_those_that_run_included():
    play = at_ten()
    view(play, 1, friday("10:30"))
    configure(play, since=friday("11:00"), grace_seconds=0)
    view(play, 2, friday("11:01"))
    assert not is_final(play, TEN)
    view(killed(play), 3, friday("11:02"))
    assert is_final(play, TEN)
    view(play, 4, "2026-11-20T11:59:59+08:00")
    assert not is_final(play, ELEVEN)
    view(play, 5, friday("12:00"))
    assert is_final(play, ELEVEN)


def test_in_a_shop_with_long_pauses_the_time_of_the_ticks_is_followed_later():
    play = at_ten()
    configure(play, quiet_seconds=1800)
    view(play, 1, friday("10:50"))
    play.leap_to(friday("11:19"))
    assert not is_final(play, TEN)
    killed(play).leap_to("2026-11-20T11:20:01+08:00")
    assert is_final(play, TEN)


def buy(play: Player, number: int, when: str, **more: Any) -> None:
    play.at(when).say("order.paid", order_id=f"o{number}", buyer_id="b1", amount_minor=100, **more)


def test_a_look_back_for_new_buyers_told_late_counts_the_buyers_of_the_days_since_it_holds():
    play = Player().at("2026-11-10T10:00:00+08:00")
    buy(play, 1, "2026-11-10T10:01:00+08:00")
    buy(play, 2, friday("10:00"))
    configure(play, since=NINE, new_buyer_days=7)
    assert leap(killed(play)).final("new_buyers", "day", FRIDAY) == 1


def live_on(play: Player, first: str, last: str) -> Player:
    """From day to day until a noon."""
    day = moment(f"{first}T12:00:00+08:00")
    while day <= moment(f"{last}T12:00:00+08:00"):
        play.leap_to(day)
        day += timedelta(days=1)
    return play


def late_order(play: Player, number: int, day: str, **more: Any) -> None:
    play.tick()
    play.say(
        "order.paid",
        envelope={"time": f"{day}T10:00:00+08:00", **more},
        order_id=f"o{number}",
        buyer_id=f"b{number}",
        amount_minor=100,
    )
    play.leap_to(play.now + timedelta(minutes=1))


def test_an_order_told_after_fifty_days_counts_in_a_shop_that_waits_for_sixty():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, late_days=60)
    buy(play, 1, friday("10:00"))
    live_on(play, "2026-11-21", "2027-01-09")
    late_order(killed(play), 2, "2026-11-20")
    assert play.final("gmv", "day", FRIDAY) == 200
    live_on(play, "2027-01-10", "2027-01-21")
    late_order(play, 3, "2026-11-20")
    assert play.final("gmv", "day", FRIDAY) == 200
    assert len(play.late) == 1


def test_an_order_told_after_two_days_is_late_in_a_shop_that_waits_for_one():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, late_days=1)
    buy(play, 1, friday("10:00"))
    live_on(play, "2026-11-21", "2026-11-22")
    late_order(play, 2, "2026-11-20")
    late_order(play, 3, "2026-11-21")
    assert play.final("gmv", "day", FRIDAY) == 100
    assert play.final("gmv", "day", "2026-11-21T00:00:00+08:00") == 100
    assert len(play.late) == 1


def test_who_waits_longer_from_a_day_on_waits_no_longer_for_the_days_before():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, since="2026-11-21T00:00:00+08:00", late_days=60)
    live_on(play, "2026-11-20", "2027-01-10")
    late_order(play, 1, "2026-11-20")
    late_order(play, 2, "2026-11-21")
    assert play.final("gmv", "day", "2026-11-21T00:00:00+08:00") == 100
    assert not [
        row for row in play.rows("gmv", "day") if row["window"]["start"] == FRIDAY and row.get("value")
    ]


@pytest.mark.parametrize(("options", "is_known"), [({}, False), ({"identity_days": 600}, True)])
def test_orders_and_reviews_are_known_after_five_hundred_days_where_identities_are_kept_for_longer(
    options, is_known
):
    play = at_ten()
    configure(play, **options)
    buy(play, 1, friday("10:00"))
    play.say("review.posted", review_id="rv1", item_id="i1", grade="bad")
    for when in ("2026-12-20", "2027-06-20", "2028-01-20", "2028-04-01", "2028-04-02"):
        play.leap_to(f"{when}T10:00:00+08:00")
    entities = play.aggregator._held["s1"].shop.entities
    assert ("o1" in entities["order"], "review:rv1" in entities["aftersale"]) == (is_known, is_known)


def test_an_order_is_known_for_as_long_as_it_can_change_something_however_short_a_shop_keeps_identities():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, identity_days=1, new_buyer_days=1)
    buy(play, 1, friday("10:00"))
    live_on(play, "2026-11-21", "2026-12-25")
    late_order(play, 1, "2026-11-20", id="again")
    assert play.final("gmv", "day", FRIDAY) == 100


def test_a_buyer_of_two_years_ago_is_no_new_one_in_a_shop_that_looks_back_so_far():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, new_buyer_days=800)
    buy(play, 1, friday("10:00"))
    for when in ("2026-12-20", "2027-06-20", "2028-01-20", "2028-05-01", "2028-05-02"):
        play.leap_to(f"{when}T10:00:00+08:00")
    buy(killed(play), 2, "2028-11-20T10:00:00+08:00")
    assert leap(play, "2028-11-21T00:03:00+08:00").final("new_buyers", "day") == 0
