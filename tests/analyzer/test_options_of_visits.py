"""How long a visit waits for its next page, and who is a returning visitor: as a shop sets it (docs/options.md)."""

from itertools import permutations
from typing import Any

import pytest

from tests.analyzer.formulas.friday import DAY_OVER, FRIDAY, at_ten, leap
from tests.analyzer.optional import NINE, configure, friday, killed, view
from tests.stories.player import Player


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


def test_of_who_is_remembered_for_a_year_only_the_beginnings_of_visits_are_kept():
    play = Player().at("2026-10-11T10:00:00+08:00")
    configure(play, returning_days=365)
    view(play, 1, "2026-10-11T10:01:00+08:00")
    for when in ("2026-10-12", "2026-11-13", "2026-11-20"):
        play.leap_to(f"{when}T12:00:00+08:00")
    visitor = play.aggregator._held["s1"].shop.get("visitor", "u1")
    assert ([visit.views for visit in visitor.visits], visitor.seen) == ([[]], None)
    for when in ("2027-06-20", "2027-10-14", "2027-10-16", "2027-10-18"):
        play.leap_to(f"{when}T12:00:00+08:00")
    assert play.aggregator._held["s1"].shop.get("visitor", "u1") is None
