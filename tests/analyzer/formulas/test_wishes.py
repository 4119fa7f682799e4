"""Favourites and carts (metrics.md M10)."""

from typing import Any

from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.analyzer.optional import killed
from tests.stories.player import Player


def favour(play: Player, number: int, visitor: str, item: str = "i1", **envelope: Any) -> None:
    said = {"action_id": f"a{number}", "visitor_id": visitor, "item_id": item}
    play.say("item.favorited", envelope=envelope, **said)


def cart(play: Player, number: int, visitor: str, item: str = "i1") -> None:
    play.say("cart.added", action_id=f"a{number}", visitor_id=visitor, item_id=item, qty=2)


def look(play: Player, visitor: str, item: str = "i1") -> None:
    said = {"view_id": f"v-{visitor}-{item}", "visitor_id": visitor, "page_type": "item", "item_id": item}
    play.say("page.viewed", **said)


def test_favourites_and_carts_are_counted_live_by_minute_hour_and_day_for_shop_and_item():
    play = at_ten()
    favour(play, 1, "u1")
    favour(play, 1, "u1")
    favour(play, 2, "u1", "i2")
    cart(play, 3, "u1")
    play.tick()
    for kind in ("minute", "hour", "day"):
        assert play.current("favorites", kind) == 2
        assert play.current("favorites", kind, item_id="i1") == 1
        assert play.current("cart_adds", kind) == 1
        assert play.current("cart_adds", kind, item_id="i1") == 1
    leap(play)
    for kind, start in (("minute", "2026-11-20T10:00:00+08:00"), ("hour", "2026-11-20T10:00:00+08:00")):
        assert play.final("favorites", kind, start) == 2
        assert play.final("cart_adds", kind, start, item_id="i1") == 1
    assert play.final("favorites", "day", FRIDAY, item_id="i2") == 1


def test_a_visitor_counts_once_among_those_who_favoured_and_once_among_those_who_carted():
    play = at_ten()
    for visitor in ("u1", "u2", "u3", "u4"):
        look(play, visitor)
    favour(play, 1, "u1")
    favour(play, 2, "u1")
    cart(play, 3, "u1")
    cart(play, 4, "u2")
    look(play, "u1", "i2")
    leap(play)
    row = play.final_row("fav_cart_rate", "day", FRIDAY, item_id="i1")
    assert (row["numerator"], row["denominator"], row["value"]) == (3, 4, 0.75)
    assert play.final("fav_cart_rate", "day", FRIDAY, item_id="i2") == 0


def test_a_favourite_of_an_item_that_nobody_looked_at_has_no_rate():
    play = at_ten()
    favour(play, 1, "u1")
    leap(play)
    assert play.final_row("fav_cart_rate", "day", FRIDAY, item_id="i1")["null_reason"] == "zero_denominator"


def test_a_favourite_told_again_of_another_item_leaves_the_first_one():
    play = at_ten()
    favour(play, 1, "u1", "i1")
    favour(play, 1, "u1", "i2", time="2026-11-20T09:00:00+08:00", id="earlier")
    leap(play)
    assert play.final("favorites", "day", FRIDAY) == 1
    assert play.final("favorites", "day", FRIDAY, item_id="i1") == 0
    assert play.final("favorites", "day", FRIDAY, item_id="i2") == 1


def test_a_wish_of_a_minute_that_still_runs_outlives_a_kill_and_is_taken_back_after_it():
    play = at_ten()
    favour(play, 1, "u1", "i1")
    killed(play)
    favour(play, 2, "u2", "i1")
    favour(play, 1, "u1", "i2", time="2026-11-20T09:59:30+08:00", id="earlier")
    leap(play)
    assert play.final("favorites", "day", FRIDAY, item_id="i1") == 1
    assert play.final("favorites", "day", FRIDAY, item_id="i2") == 1
    assert play.final("favorites", "minute", "2026-11-20T10:00:00+08:00") == 1
    assert play.final("visitors", "day", FRIDAY) == 2
