"""S29: a week of customers lost to two shops, beside the four weeks before it."""

from datetime import timedelta
from typing import Any

from tests.stories.market import midnight_after
from tests.stories.player import Player, moment

WEEK = moment("2026-11-16T00:00:00+08:00")


def lose(play: Player, weeks_ago: int, shop: str, buyers: int, amount_minor: int, **more: Any) -> None:
    """What a row of the Wednesday of a week says."""
    day = str((WEEK + timedelta(days=2 - 7 * weeks_ago)).date())
    row = {"day": day, "as_of": midnight_after(day), "revision": 1, "reason": "price", **more}
    told = {"history": weeks_ago > 0}
    said = {"to_shop": shop, "lost_buyers": buyers, "lost_amount_minor": amount_minor}
    play.say("lost.reported", envelope=told, **said, **row)


def test_1400_yuan_of_this_week_stand_against_1000_of_the_weeks_before_by_shop_and_reason():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for week in range(1, 5):
        lose(play, week, "rival-a", 3, 100_000)
    lose(play, 0, "rival-a", 5, 110_000)
    lose(play, 0, "rival-b", 7, 30_000, reason="style")
    play.leap_to("2026-11-23T00:03:00+08:00")
    start = WEEK.isoformat()
    assert play.final("lost_buyers", "week", start) == 12
    assert play.final("lost_amount", "week", start) == 140_000
    assert play.final("lost_amount", "week", start, to_shop="rival-a") == 110_000
    assert play.final("lost_amount", "week", start, reason="price", to_shop="rival-a") == 110_000
    assert play.final("lost_buyers", "week", start, to_shop="rival-b") == 7
    before = [
        play.final("lost_amount", "week", (WEEK - timedelta(days=7 * back)).isoformat())
        for back in range(1, 5)
    ]
    assert sum(before) / 4 == 100_000
