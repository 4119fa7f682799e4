"""S27: the rating of the service falls for three days."""

from tests.stories.market import midnight_after
from tests.stories.player import Player

DAYS = {"2026-11-17": 4.82, "2026-11-18": 4.81, "2026-11-19": 4.80, "2026-11-20": 4.79}


def test_each_day_shows_its_rating_and_the_change_against_the_day_before():
    play = Player().at("2026-11-17T10:00:00+08:00")
    for day, value in DAYS.items():
        play.at(f"{day}T10:00:00+08:00")
        row = {"day": day, "as_of": midnight_after(day), "revision": 1}
        play.say("dsr.observed", aspect="service", value=value, **row)
        play.leap_to(midnight_after(day).replace("00:00:00+", "00:03:00+"))
    found = [play.final_row("dsr", "day", f"{day}T00:00:00+08:00", aspect="service") for day in DAYS]
    assert [row["value"] for row in found] == [4.82, 4.81, 4.8, 4.79]
    assert [row["parts"].get("change") for row in found] == [None, -0.01, -0.01, -0.01]
