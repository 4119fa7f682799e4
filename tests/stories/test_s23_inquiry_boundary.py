"""S23: an inquiry converts within 24 hours to the second, and its day is final only when those have passed."""

from datetime import timedelta

from tests.stories.orders import buy
from tests.stories.player import Player, moment

SUNDAY = "2026-11-22T00:00:00+08:00"
TWENTY = "2026-11-22T20:00:00+08:00"


def ask(play: Player, number: int, **more: object) -> None:
    data = {"channel": "wangwang", "is_presale": True, **more}
    play.say("inquiry.opened", inquiry_id=f"q{number}", buyer_id=f"b{number}", **data)


def paid_after(play: Player, number: int, after: timedelta) -> None:
    play.pass_to(moment(TWENTY) + after)
    buy(play, f"o{number}", "i1", 5000, buyer_id=f"b{number}")


def test_a_payment_counts_until_the_last_second_of_the_day_after_and_not_one_later():
    play = Player().at(TWENTY)
    ask(play, 1, agent_id="p_cs1")
    ask(play, 2, agent_id="p_cs1")
    ask(play, 3, agent_id="p_cs2")
    paid_after(play, 1, timedelta(hours=24))
    paid_after(play, 2, timedelta(hours=24, seconds=1))
    play.pass_to("2026-11-24T00:01:30+08:00")
    assert not play.rows("inquiry_conversion", "day")
    play.pass_to("2026-11-24T00:02:30+08:00")
    row = play.final_row("inquiry_conversion", "day", SUNDAY)
    assert (row["numerator"], row["denominator"]) == (1, 3)
    assert play.final("inquirers", "day", SUNDAY) == 3
    assert play.final("inquiry_buyers", "day", SUNDAY) == 1
    assert play.final("inquiry_conversion", "day", SUNDAY, agent_id="p_cs1") == 0.5
    assert play.final("inquiry_conversion", "day", SUNDAY, agent_id="p_cs2") == 0


def test_four_hundred_ninety_nine_of_a_thousand_in_a_week_are_said_exactly():
    play = Player().at("2026-11-16T12:00:00+08:00")
    for number in range(1000):
        ask(play, number)
    for number in range(499):
        buy(play, f"o{number}", "i1", 5000, buyer_id=f"b{number}")
    play.pass_to("2026-11-24T00:02:30+08:00")
    row = play.final_row("inquiry_conversion", "week")
    assert (row["numerator"], row["denominator"], row["value"]) == (499, 1000, 0.499)
