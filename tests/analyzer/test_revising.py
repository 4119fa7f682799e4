import pytest

from services.analyzer.speaking import REVISED_AT_ONCE
from tests.stories.player import Player

ITEMS = REVISED_AT_ONCE + 200
UNITS = 20  # of each order
LONG_AGO = "2016-11-05T12:00:00+08:00"


def a_long_history(items: int = ITEMS) -> Player:
    """One order of each of many items on one day of long ago, all before the next tick."""
    play = Player().at("2026-11-20T10:00:00+08:00")
    play.tick()
    lines = [play.line("order.paid", order(number), time=LONG_AGO, history=True) for number in range(items)]
    for first in range(0, items, 100):
        play.send(lines[first : first + 100])
    return play


def order(number: int) -> dict[str, object]:
    line = {
        "line_id": "1",
        "item_id": f"i{number}",
        "qty": UNITS,
        "unit_price_minor": 1,
        "amount_minor": UNITS,
    }
    return {"order_id": f"o{number}", "amount_minor": UNITS, "lines": [line]}


def windows_said(play: Player) -> set[tuple[str, str, str]]:
    """Window kind (rolling: its length), begin and scope of every final row."""
    rows = [row["data"] for row in play.finals]
    return {
        (
            (row.get("parts") or {}).get("length", row["window"]["kind"]),
            row["window"]["start"],
            str(row["scope"]),
        )
        for row in rows
    }


def items_said(play: Player, window: str = "day") -> int:
    """How many items have a final row of their day, or of another window."""
    return sum(
        kind == window and "item_id" in scope and "buyer_id" not in scope
        for kind, _, scope in windows_said(play)
    )


def test_a_long_history_is_said_in_parts_so_that_no_tick_takes_long():
    play = a_long_history()
    play.tick()
    assert 0 < len(windows_said(play)) <= REVISED_AT_ONCE
    [shop] = play.aggregator.progress()
    assert shop.pending_revisions > REVISED_AT_ONCE


def test_months_of_long_ago_are_said_even_when_the_shop_is_tidied_up_while_their_days_wait():
    items = REVISED_AT_ONCE // 2
    play = a_long_history(items).at("2026-11-20T10:20:00+08:00")
    play.tick()
    assert items_said(play) < items
    play.pass_to("2026-11-20T10:21:00+08:00")
    assert (items_said(play), items_said(play, "month")) == (items, items)


@pytest.mark.slow
def test_in_the_end_everything_of_a_long_history_is_said():
    play = a_long_history()
    play.pass_to("2026-11-20T10:01:00+08:00")
    assert items_said(play) == ITEMS
    [shop] = play.aggregator.progress()
    assert shop.pending_revisions == 0
    assert play.final("units", "day", "2016-11-05T00:00:00+08:00") == UNITS * ITEMS
