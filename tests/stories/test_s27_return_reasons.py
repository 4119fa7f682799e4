"""S27: the share of a return reason in a week, with the four weeks before it beside."""

from datetime import timedelta

from tests.stories.browsing import jump
from tests.stories.player import Player, moment

MONDAY = moment("2026-11-16T00:00:00+08:00")


def send_back(play: Player, week: int, reason: str, count: int) -> None:
    """Returns for a reason on the Tuesday of the week that lies so many weeks before the last one."""
    at = MONDAY + timedelta(days=1, hours=9) - timedelta(days=7 * week)
    for number in range(count):
        name = f"{week}-{reason}-{number}"
        told = {"time": at, "history": week > 0}
        play.say("return.requested", envelope=told, return_id=name, order_id=f"o{name}", reason=reason)


def test_half_of_40_returns_for_size_stand_beside_40_of_200_and_a_quarter_for_quality_beside_60():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for week in range(1, 5):
        send_back(play, week, "size", 10)
        send_back(play, week, "quality", 15)
        send_back(play, week, "other", 25)
    send_back(play, 5, "size", 30)
    send_back(play, 0, "size", 20)
    send_back(play, 0, "quality", 10)
    send_back(play, 0, "other", 10)
    jump(play, "2026-11-23T00:03:00+08:00")
    share = {"size": (20, 40, 40, 200), "quality": (10, 40, 60, 200)}
    for reason, expected in share.items():
        row = play.final_row("return_reason_share", "week", MONDAY.isoformat(), reason=reason)
        parts = row["parts"]
        assert (row["numerator"], row["denominator"], parts["before"], parts["before_of"]) == expected
