"""S12: a day as we count it beside the platform's own total of it."""

from tests.stories.market import midnight_after
from tests.stories.orders import buy
from tests.stories.player import Player, Row

THURSDAY = "2026-11-19"


def day_against(platform_minor: int) -> tuple[Row, Row]:
    """2,450.00 by 25 buyers against what the platform says of it: the rows of gmv and of buyers."""
    play = Player().at(f"{THURSDAY}T10:00:00+08:00")
    for number in range(25):
        buy(play, f"o{number}", "i1", 9800, buyer_id=f"b{number}")
    play.at("2026-11-20T00:03:00+08:00").tick()
    row = {"day": THURSDAY, "as_of": midnight_after(THURSDAY), "revision": 1}
    play.say("sales.reported", reporter="platform", buyers=25, gmv_minor=platform_minor, **row)
    play.pass_to("2026-11-20T00:03:30+08:00")
    start = f"{THURSDAY}T00:00:00+08:00"
    gmv = play.final_row("reconciliation_gap", "day", start, figure="gmv", reporter="platform")
    return gmv, play.final_row("reconciliation_gap", "day", start, figure="buyers", reporter="platform")


def test_two_percent_is_two_percent_exactly():
    gmv, buyers = day_against(250_000)
    assert (gmv["value"], gmv["numerator"], gmv["denominator"]) == (-0.02, -5000, 250_000)
    assert buyers["value"] == 0


def test_one_yuan_more_is_beyond_it():
    gmv, _ = day_against(250_100)
    assert gmv["value"] == -0.020392
