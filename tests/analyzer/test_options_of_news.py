"""What is too old to page anybody: as a shop sets it (docs/options.md)."""

from datetime import timedelta

import pytest

from tests.analyzer.formulas.friday import at_ten, leap
from tests.analyzer.optional import configure, friday, killed
from tests.stories.orders import buy, set_cost
from tests.stories.player import Player


def late_sale(play: Player, minutes: int) -> None:
    """An order under the floor price that was under way for so long."""
    buy(play, "o1", "i1", 100, buyer_id="b1", envelope={"time": play.now - timedelta(minutes=minutes)})


def guarded() -> Player:
    play = at_ten()
    set_cost(play, "i1", 6000, 8000, since="2026-10-01T00:00:00+08:00")
    return play


def lost(play: Player) -> list[int]:
    """What the guard has said of the day's loss."""
    play.tick()
    return [row["value"] for row in play.rows("promo_loss", "to_date", is_final=False, item_id="i1")]


def test_two_hours_are_no_old_news_for_the_guard_of_a_shop_whose_orders_come_so_late():
    play = guarded()
    configure(play, old_news_seconds=3 * 3600)
    late_sale(play, 120)
    assert lost(play) == [5900]


def test_five_minutes_are_old_news_for_a_shop_that_hears_at_once():
    play = guarded()
    configure(play, old_news_seconds=60)
    late_sale(play, 5)
    assert lost(play) == []
    assert leap(play).final_row("gmv", "hour", friday("09:00"))["is_history"]


def test_what_is_old_news_is_judged_by_the_moment_that_it_speaks_of():
    play = guarded()
    configure(play, since=friday("09:00"), old_news_seconds=3 * 3600)
    late_sale(play, 61)
    assert lost(play) == []


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_delay_told_late_takes_in_the_orders_that_it_makes_news(is_killed):
    play = guarded()
    late_sale(play, 120)
    assert lost(play) == []
    configure(killed(play) if is_killed else play, old_news_seconds=3 * 3600)
    assert lost(play) == [5900]
