"""S39: a row told anew is a revision of its day, and told again, or after a newer one, it is nothing."""

from typing import Any

from tests.stories.browsing import jump
from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"


def report(play: Player, day: int, visitors: int, buyers: int, revision: int = 1) -> None:
    whole = f"2026-11-{day + 1:02}T00:00:00+08:00"
    row: dict[str, Any] = {"day": f"2026-11-{day:02}", "as_of": whole, "revision": revision}
    play.say("traffic.reported", visitors=visitors, buyers=buyers, **row)


def test_the_conversion_of_a_restated_day_to_the_digit():
    play = Player().at("2026-11-19T22:00:00+08:00")
    since = {"effective_from": "2026-01-01T00:00:00+08:00", "revision": 1}
    play.say("shop.configured", timezone="Asia/Shanghai", currency="CNY", traffic_basis="report", **since)
    for day in range(1, 20):
        report(play, day, 2000, 41)
    jump(play, "2026-11-20T00:03:00+08:00")
    assert play.final("conversion_mean", "r28") == 0.0205
    play.at("2026-11-20T23:00:00+08:00")
    report(play, 20, 1000, 20)
    jump(play, "2026-11-21T00:03:00+08:00")
    assert play.final("conversion", start=DAY) == 0.02
    told = ((2, 1250, 0.016, 2), (3, 1200, 0.016667, 3), (2, 1250, 0.016667, 3))
    for hour, (revision, visitors, said, number) in enumerate(told, 10):
        jump(play, f"2026-11-21T{hour}:00:00+08:00")
        report(play, 20, visitors, 20, revision)
        jump(play, f"2026-11-21T{hour}:30:00+08:00")
        row = play.final_row("conversion", start=DAY)
        assert (row["value"], row["revision"]) == (said, number)
