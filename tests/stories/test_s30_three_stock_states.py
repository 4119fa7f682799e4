"""S30: what to reorder, what not, and what is oversold."""

from tests.stories.player import Player
from tests.stories.stock import counted, sold_before

I1 = {"item_id": "i1"}


def morning(units: list[int], on_hand: int) -> Player:
    """A shop that sold these units on the days before, and counts its stock in the morning."""
    play = Player().at("2026-11-20T09:00:00+08:00")
    sold_before(play, units)
    counted(play, 1, on_hand)
    return play.pass_to("2026-11-20T09:00:10+08:00")


def state_of(play: Player) -> str:
    return play.current_row("stock_state", "day", **I1)["label"]


def test_three_days_of_cover_are_low_and_two_weeks_are_ordered():
    play = morning([10] * 7, on_hand=30)
    assert play.current("days_of_cover", "day", **I1) == 3
    assert state_of(play) == "low"
    assert play.current("reorder_units", "day", **I1) == 110


def test_two_hundred_days_of_cover_are_slow_and_not_reordered():
    play = morning([1] * 7, on_hand=200)
    assert play.current("days_of_cover", "day", **I1) == 200
    assert state_of(play) == "slow"
    assert play.current("reorder_units", "day", **I1) == 0


def test_what_nobody_bought_in_thirty_days_has_no_cover_and_is_slow():
    play = morning([5, *[0] * 30], on_hand=50)
    row = play.current_row("days_of_cover", "day", **I1)
    assert ("value" in row, row["null_reason"]) == (False, "zero_denominator")
    assert state_of(play) == "slow"


def test_two_units_below_nothing_are_out_and_two_oversold():
    play = morning([1] * 7, on_hand=-2)
    assert state_of(play) == "out"
    assert play.current_row("stock_on_hand", "day", **I1)["parts"]["oversold_units"] == 2
