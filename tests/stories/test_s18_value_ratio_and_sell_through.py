"""S18: what a buyer of the shop spends against a buyer of the main item, and how much of the shelf sells."""

import pytest

from tests.stories.orders import line_of
from tests.stories.player import Player
from tests.stories.shelf import configured, listed


def a_week(per_buyer: int) -> Player:
    """Ten of a hundred buyers buy the main item at 238.00, the others bring the shop to what a buyer spends."""
    play = Player().at("2026-11-20T09:00:00+08:00")
    configured(play, main_item_ids=["i1"])
    others, rest = 90, per_buyer * 100 - 10 * 23_800
    prices = [rest // others] * (others - 1)
    prices.append(rest - sum(prices))
    for number, price in enumerate([23_800] * 10 + prices):
        item = "i1" if number < 10 else "i2"
        data = {"order_id": f"o{number}", "buyer_id": f"b{number}", "amount_minor": price}
        play.say("order.paid", lines=[line_of(item, price)], **data)
    return play


@pytest.mark.parametrize(("per_buyer", "ratio"), [(35_700, 1.5), (30_940, 1.3)])
def test_the_value_ratio_is_exact(per_buyer: int, ratio: float):
    play = a_week(per_buyer).leap_to("2026-11-21T00:05:00+08:00")
    assert play.final("main_value_per_buyer", "r7", item_id="i1") == 23_800
    assert play.final("value_ratio", "r7") == ratio


def test_sixty_of_a_hundred_listed_items_sold():
    play = Player().at("2026-11-20T09:00:00+08:00")
    for number in range(100):
        listed(play, f"i{number}")
        if number < 60:
            data = {"order_id": f"o{number}", "amount_minor": 100, "lines": [line_of(f"i{number}", 100)]}
            play.say("order.paid", **data)
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert play.final("sell_through", "r7") == 0.6
