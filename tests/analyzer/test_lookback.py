"""Rolling windows over days of which only numbers are left say nothing any more (events.md E2, metrics.md M0)."""

from tests.stories.orders import buy
from tests.stories.player import Player

ENDED = "2026-10-26T00:00:00+08:00"  # the 28 days until 22 November


def lived(until: str) -> Player:
    """Somebody bought on each of three days, and time passed."""
    play = Player().at("2026-11-20T10:00:00+08:00")
    for number in range(3):
        play.at(f"2026-11-{20 + number}T10:00:00+08:00")
        buy(play, f"o{number}", "i1", 500, buyer_id=f"b{number}")
        play.leap_to(f"2026-11-{21 + number}T00:05:00+08:00")
    assert play.final("buyers", "r28", ENDED) == 3
    play.leap_to(f"{until}T10:00:00+08:00")
    return play.leap_to(f"{until}T10:15:00+08:00")


def told_of_the_day_before(play: Player) -> Player:
    envelope = {"id": "h", "time": "2026-11-19T10:00:00+08:00", "history": True}
    buy(play, "h", "i1", 500, buyer_id="b9", envelope=envelope)
    return play.leap_to(play.now.replace(minute=30))


def test_history_of_a_day_raises_the_rolling_windows_whose_days_are_known():
    play = told_of_the_day_before(lived("2026-12-20"))
    row = play.final_row("buyers", "r28", ENDED)
    assert (row["value"], row["revision"]) == (4, 2)


def test_history_of_a_day_says_no_rolling_windows_over_days_whose_buyers_are_only_numbers():
    play = lived("2027-03-20")
    before = len(play.finals)
    told_of_the_day_before(play)
    rows = [row["data"]["window"] for row in play.finals[before:] if row["data"]["metric"] == "buyers"]
    assert play.final("buyers", "day", "2026-11-19T00:00:00+08:00") == 1
    rolling = {row["end"][:10] for row in rows if row["kind"] == "rolling"}
    assert {end for end in rolling if end < "2027"} == {"2026-11-20"}
