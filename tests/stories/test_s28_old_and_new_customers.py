"""S28: who buys again, and what a new buyer costs against a returning one."""

import pytest

from tests.stories.customers import bought, spent
from tests.stories.orders import buy
from tests.stories.player import Player

NOVEMBER = "2026-11-01T00:00:00+08:00"


def test_forty_two_of_two_hundred_buyers_came_again_in_ninety_days():
    play = Player().at("2026-11-20T09:00:00+08:00")
    for number in range(200):
        bought(play, f"o{number}", f"b{number}", "2026-10-01T12:00:00+08:00")
    for number in range(42):
        buy(play, f"again{number}", "i1", 100, buyer_id=f"b{number}")
    play.leap_to("2026-11-21T00:05:00+08:00")
    assert play.final("repeat_purchase_rate", "r90") == 0.21


@pytest.mark.parametrize(("cost", "ratio", "shown"), [(1_200_000, 6.0, 12_000), (1_210_000, 6.05, 12_100)])
def test_a_new_buyer_costs_six_times_a_returning_one(cost: int, ratio: float, shown: int):
    play = Player().at("2026-11-10T09:00:00+08:00")
    for number in range(75):
        bought(play, f"o{number}", f"old{number}", "2026-10-01T12:00:00+08:00")
        buy(play, f"again{number}", "i1", 100, buyer_id=f"old{number}")
    for number in range(100):
        buy(play, f"first{number}", "i1", 100, buyer_id=f"new{number}")
    spent(play, "x1", cost, "new")
    spent(play, "x2", 150_000, "returning")
    play.leap_to("2026-12-01T00:05:00+08:00")
    assert play.final("new_buyer_cost", "month", NOVEMBER) == shown
    assert play.final("returning_buyer_cost", "month", NOVEMBER) == 2000
    assert play.final("buyer_cost_ratio", "month", NOVEMBER) == ratio
