"""S24: two agents beside the shop, and the shop beside its industry."""

from tests.stories.orders import buy
from tests.stories.player import Player

WEEK = "2026-11-16T00:00:00+08:00"


def serve(play: Player, agent: str, asked: int, paid: int) -> None:
    """So many ask an agent, and so many of them pay."""
    for number in range(asked):
        buyer = f"{agent}-{number}"
        said = {"buyer_id": buyer, "agent_id": agent, "channel": "wangwang", "is_presale": True}
        play.say("inquiry.opened", inquiry_id=f"q{buyer}", **said)
        if number < paid:
            buy(play, f"o{buyer}", "i1", 5000, buyer_id=buyer)


def test_each_agent_is_measured_at_66_of_120_and_the_shop_at_the_industry():
    play = Player().at("2026-11-20T10:00:00+08:00")
    mean = {"metric": "inquiry_conversion", "level": "mean", "value": 0.55, "revision": 1}
    play.say("benchmark.set", effective_from="2026-11-01T00:00:00+08:00", **mean)
    serve(play, "a1", 60, 40)
    serve(play, "a2", 60, 26)
    play.leap_to("2026-11-24T00:03:00+08:00")
    whole = play.final_row("inquiry_conversion", "week", WEEK)
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (66, 120, 0.55)
    assert play.final("agent_gap", "week", WEEK, agent_id="a1") == 0.116667
    assert play.final("agent_gap", "week", WEEK, agent_id="a2") == -0.116667
    assert play.final("industry_gap", "week", WEEK) == 0
