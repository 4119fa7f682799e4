"""S46: without a denominator a ratio is null with its reason, never 0 and never infinity."""

from tests.stories.orders import buy
from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"


def test_no_visitors_give_no_conversion_and_no_cost_gives_no_return():
    play = Player().at("2026-11-20T09:00:00+08:00")
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    row = {"day": "2026-11-20", "as_of": "2026-11-21T00:00:00+08:00", "revision": 1, "traffic_source": "ppc"}
    play.pass_to("2026-11-20T23:00:00+08:00")
    play.say("ad.reported", impressions=100, clicks=3, cost_minor=0, gmv_minor=900, **row)
    play.pass_to("2026-11-21T00:03:00+08:00")
    conversion = play.final_row("conversion", "day", DAY)
    assert "value" not in conversion
    assert (conversion["numerator"], conversion["denominator"]) == (1, 0)
    assert conversion["null_reason"] == "zero_denominator"
    assert play.final_row("roi", "day", DAY, traffic_source="ppc")["null_reason"] == "zero_denominator"
    assert play.final("ad_gmv", "day", DAY) == 900
