"""Watched shops, their prices and their seasons (metrics.md M10)."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.contributions.market import relative
from services.analyzer.entities.facts import Told
from services.analyzer.entities.peers import Look, Move, PeerItem
from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.stories.market import look, peer_lists, watch
from tests.stories.player import Player


def parts(play: Player, metric: str) -> dict[str, Any]:
    found: dict[str, Any] = play.final_row(metric, "day", FRIDAY)["parts"]
    return found


def test_watched_shops_are_those_in_force_at_the_end_of_the_day_with_their_relations():
    play = at_ten()
    for number, relation in enumerate(("better", "better", "peer", "peer")):
        watch(play, f"k{number}", relation)
    watch(play, "k4", active=False)
    watch(play, "k5", since="2026-11-21")
    watch(play, "k3", active=False, since="2026-11-20")
    leap(play)
    assert play.final("peer_count", "day", FRIDAY) == 3
    assert parts(play, "peer_count") == {"better": 2, "peer": 1}


def test_a_watched_shop_told_later_of_an_earlier_day_changes_that_day():
    play = at_ten()
    watch(play, "k1")
    leap(play)
    watch(play, "k2", since="2026-11-20")
    leap(play, "2026-11-21T00:05:00+08:00")
    row = play.final_row("peer_count", "day", FRIDAY)
    assert (row["value"], row["revision"]) == (2, 2)


def test_a_move_is_counted_against_the_previous_day_on_which_the_item_was_seen():
    play = at_ten()
    look(play, "k1", "z1", "2026-11-17", 6000)
    look(play, "k1", "z1", "2026-11-20", 6700)
    look(play, "k1", "z2", "2026-11-19", 6200)
    look(play, "k1", "z2", "2026-11-20", 2100)
    look(play, "k2", "z1", "2026-11-19", 500)
    look(play, "k2", "z1", "2026-11-20", 500)
    look(play, "k3", "z9", "2026-11-20", 500)
    leap(play)
    assert play.final("peer_price_moves", "day", FRIDAY) == 2
    found = {"up": 1, "down": 1, "move k1 z1": 0.116667, "move k1 z2": -0.66129}
    assert parts(play, "peer_price_moves") == found


def test_a_day_told_later_between_two_others_moves_both():
    play = at_ten()
    look(play, "k1", "z1", "2026-11-18", 100)
    look(play, "k1", "z1", "2026-11-20", 120)
    leap(play)
    assert play.final("peer_price_moves", "day", FRIDAY) == 1
    look(play, "k1", "z1", "2026-11-19", 120)
    leap(play, "2026-11-21T00:05:00+08:00")
    assert play.final("peer_price_moves", "day", FRIDAY) == 0
    assert play.final("peer_price_moves", "day", "2026-11-19T00:00:00+08:00") == 1


def test_a_look_told_again_takes_the_place_of_the_first():
    play = at_ten()
    look(play, "k1", "z1", "2026-11-19", 100)
    look(play, "k1", "z1", "2026-11-20", 120)
    look(play, "k1", "z1", "2026-11-20", 90, revision=2)
    look(play, "k1", "z1", "2026-11-20", 130, as_of="2026-11-20T09:00:00+08:00", revision=3)
    leap(play)
    assert parts(play, "peer_price_moves") == {"up": 0, "down": 1, "move k1 z1": -0.1}


def test_without_a_look_nothing_is_known_of_moves():
    play = at_ten()
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    leap(play)
    assert play.final_row("peer_price_moves", "day", FRIDAY)["null_reason"] == "no_data"


def test_the_season_is_the_one_that_most_watched_shops_have_listed_in_sixty_days():
    play = at_ten()
    for number in range(4):
        watch(play, f"k{number}")
    peer_lists(play, "k0", "z0")
    peer_lists(play, "k1", "z1", day="2026-09-22")
    peer_lists(play, "k2", "z2", day="2026-09-21")
    peer_lists(play, "k2", "z3", season="winter")
    peer_lists(play, "k9", "z9", season="winter")
    leap(play)
    row = play.final_row("peers_listed_share", "day", FRIDAY)
    assert (row["numerator"], row["denominator"], row["label"]) == (2, 4, "spring")
    assert row["parts"] == {
        "peers": 4,
        "spring_listed": 2,
        "spring_selling": 0,
        "winter_listed": 1,
        "winter_selling": 0,
    }


def test_a_shop_sells_the_season_when_its_latest_look_shows_twenty_units():
    play = at_ten()
    for number in range(4):
        watch(play, f"k{number}")
        peer_lists(play, f"k{number}", "z")
    look(play, "k0", "z", "2026-11-19", 100, units_sold_7d=20)
    look(play, "k1", "z", "2026-11-19", 100, units_sold_7d=19)
    look(play, "k2", "z", "2026-11-18", 100, units_sold_7d=50)
    look(play, "k2", "z", "2026-11-20", 100, units_sold_7d=10)
    look(play, "k3", "z", "2026-11-13", 100, units_sold_7d=90)
    leap(play)
    row = play.final_row("peers_selling_share", "day", FRIDAY)
    assert (row["numerator"], row["denominator"], row["label"]) == (1, 4, "spring")


def test_without_watched_shops_there_is_no_share():
    play = at_ten()
    watch(play, "k1", active=False)
    peer_lists(play, "k1", "z")
    leap(play)
    assert play.final_row("peers_listed_share", "day", FRIDAY)["null_reason"] == "zero_denominator"
    assert play.final_row("peers_selling_share", "day", FRIDAY)["null_reason"] == "zero_denominator"


def test_what_was_seen_of_peers_is_forgotten_after_four_hundred_days():
    play = at_ten()
    watch(play, "k1", active=False)
    peer_lists(play, "k1", "z")
    look(play, "k1", "z", "2026-11-20", 100, same_style_of="i1")
    shop = play.aggregator._held["s1"].shop
    leap(play, "2027-12-01T00:00:00+08:00")
    assert shop.entities["peer"]
    leap(play, "2028-01-01T00:00:00+08:00")
    assert not shop.entities["peer"]
    assert not shop.entities["style"]
    assert not shop.entities["setting"]


prices = st.lists(st.integers(0, 10**15), min_size=1, max_size=8)


@given(prices)
def test_a_move_is_the_difference_to_the_day_before_in_which_the_item_was_seen(seen):
    peer = PeerItem()
    for day, price in enumerate(seen):
        peer.hear(
            f"2026-11-{2 * day + 1:02}", Look(Told(1, day, "e", 0, 0, False), 0, price, None, None, False)
        )
    moved = [peer.move(f"2026-11-{2 * day + 1:02}") for day in range(len(seen))]
    assert moved[0] is None
    pairs = pairwise(seen)
    assert moved[1:] == [None if before == after else Move(before, after) for before, after in pairs]


@given(st.integers(1, 10**15), st.integers(0, 10**15))
def test_a_relative_move_is_off_by_at_most_half_a_millionth(before, after):
    exact = Fraction(after - before, before)
    assert abs(Fraction(int(relative(Move(before, after))), 10**6) - exact) <= Fraction(1, 2 * 10**6)
    assert relative(Move(0, after)) == "-"
