"""Visitors of categories and of activities (metrics.md M2, scopes C and Y)."""

from typing import Any

import pytest

from tests.stories.browsing import jump, view
from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"
NEXT = "2026-11-21T00:03:00+08:00"
STARTS = {
    "minute": "2026-11-20T10:00:00+08:00",
    "hour": "2026-11-20T10:00:00+08:00",
    "day": DAY,
    "week": "2026-11-16T00:00:00+08:00",
    "month": "2026-11-01T00:00:00+08:00",
}
DRESS, ACTIVITY = {"category_id": "dress"}, {"activity_id": "ac1"}


def listed(play: Player, number: int, item: str, category: str, **envelope: Any) -> None:
    data = {"item_id": item, "title": item, "price_minor": 100, "listing_id": f"l{number}"}
    play.say("item.listed", envelope=envelope, category_id=category, **data)


def morning() -> Player:
    play = Player().at("2026-11-20T09:00:00+08:00")
    listed(play, 1, "i1", "dress")
    listed(play, 2, "i2", "dress")
    listed(play, 3, "i3", "coat")
    return jump(play, "2026-11-20T10:00:00+08:00")


@pytest.fixture(scope="module")
def lived() -> Player:
    """Views of dresses by u1 (twice) and u2 in one minute, by u3 later that hour, by u4 at noon, by u5 on Saturday."""
    play = morning()
    for number, (visitor, item) in enumerate((("u1", "i1"), ("u1", "i2"), ("u2", "i1"), ("u2", "i3"))):
        view(play, f"v{number}", visitor, item, activity_id="ac1")
    for number, (who, moment) in enumerate(
        (("u3", "2026-11-20T10:30:00"), ("u4", "2026-11-20T12:00:00"), ("u5", "2026-11-21T12:00:00"))
    ):
        jump(play, f"{moment}+08:00")
        view(play, f"w{number}", who, "i2", activity_id="ac1")
    jump(play, "2026-11-23T12:00:00+08:00")
    view(play, "x1", "u6", "i1", activity_id="ac1")
    return jump(play, "2026-12-01T00:10:00+08:00")


@pytest.mark.parametrize("scope", [DRESS, ACTIVITY])
def test_visitors_of_a_category_and_of_an_activity_in_every_window(lived, scope):
    found = [lived.final("visitors", kind, start, **scope) for kind, start in STARTS.items()]
    assert found == [2, 3, 4, 5, 6]


def test_another_category_has_its_own_visitors(lived):
    assert lived.final("visitors", start=DAY, category_id="coat") == 1


def test_an_item_listed_in_another_category_takes_its_later_visitors_there():
    play = morning()
    view(play, "v1", "u1", "i1")
    jump(play, "2026-11-20T11:00:00+08:00")
    listed(play, 4, "i1", "skirt")
    jump(play, "2026-11-20T12:00:00+08:00")
    view(play, "v2", "u2", "i1")
    jump(play, NEXT)
    assert play.final("visitors", start=DAY, category_id="dress") == 1
    assert play.final("visitors", start=DAY, category_id="skirt") == 1


def test_a_listing_that_is_told_late_moves_the_visitors_who_came_after_it():
    play = morning()
    view(play, "v1", "u1", "i1")
    jump(play, "2026-11-20T12:00:00+08:00")
    view(play, "v2", "u2", "i1")
    view(play, "v3", "u1", "i2")
    jump(play, NEXT)
    assert play.final("visitors", start=DAY, **DRESS) == 2
    listed(play, 4, "i1", "skirt", time="2026-11-20T11:00:00+08:00")
    jump(play, "2026-11-21T00:10:00+08:00")
    assert play.final("visitors", start=DAY, **DRESS) == 1
    assert play.final("visitors", start=DAY, category_id="skirt") == 1
    assert play.final("visitors", "hour", "2026-11-20T12:00:00+08:00", category_id="skirt") == 1


def test_a_view_told_in_two_ways_counts_under_the_first_activity():
    play = morning()
    view(play, "v1", "u1", activity_id="ac2", envelope={"id": "b", "time": "2026-11-20T09:30:00+08:00"})
    view(play, "v1", "u1", activity_id="ac1", envelope={"id": "a", "time": "2026-11-20T09:20:00+08:00"})
    jump(play, NEXT)
    assert play.final("visitors", start=DAY, **ACTIVITY) == 1
    assert play.final("visitors", start=DAY, activity_id="ac2") == 0
