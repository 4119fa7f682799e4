"""Stock and what follows from it (metrics.md M6)."""

from tests.stories.player import Player

ITEM = {"item_id": "i1"}


def stock(play: Player, number: int, delta: int, on_hand: int | None = None, **envelope: object) -> None:
    """One movement of the item's stock."""
    data = {
        "adjustment_id": f"k{number}",
        "item_id": "i1",
        "delta": delta,
        "on_hand": on_hand,
        "reason": "sale",
    }
    play.say("stock.adjusted", envelope=envelope, **{name: v for name, v in data.items() if v is not None})


def test_stock_is_what_was_counted_last_and_what_moved_since():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    stock(play.pass_to("2026-11-20T11:00:00+08:00"), 2, -4)
    play.pass_to("2026-11-20T11:00:10+08:00")
    assert play.current("stock_on_hand", "day", **ITEM) == 26


def test_a_day_without_a_movement_has_the_stock_of_the_day_before():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    play.pass_to("2026-11-22T00:03:00+08:00")
    assert play.final("stock_on_hand", "day", start="2026-11-21T00:00:00+08:00", **ITEM) == 30


def test_a_movement_told_late_changes_its_day_and_the_days_after_it():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, 0, on_hand=30)
    play.pass_to("2026-11-22T00:03:00+08:00")
    stock(play, 2, -5, time="2026-11-20T20:00:00+08:00")
    play.pass_to("2026-11-22T00:10:00+08:00")
    assert play.final("stock_on_hand", "day", start="2026-11-20T00:00:00+08:00", **ITEM) == 25
    assert play.final("stock_on_hand", "day", start="2026-11-21T00:00:00+08:00", **ITEM) == 25


def test_oversold_units_stand_beside_a_stock_of_none():
    play = Player().at("2026-11-20T10:00:00+08:00")
    stock(play, 1, -3, on_hand=-2)
    play.pass_to("2026-11-20T10:01:00+08:00")
    row = play.current_row("stock_on_hand", "day", **ITEM)
    assert (row["value"], row["parts"]["oversold_units"]) == (0, 2)
