"""One Friday at ten, and what of the time after it is lived through: the day that many figures are shown on."""

from tests.stories.player import Player, moment

FRIDAY = "2026-11-20T00:00:00+08:00"
WEEK = "2026-11-16T00:00:00+08:00"
MONTH = "2026-11-01T00:00:00+08:00"
DAY_OVER = "2026-11-21T00:03:00+08:00"
WEEK_OVER = "2026-11-23T00:03:00+08:00"
MONTH_OVER = "2026-12-01T00:03:00+08:00"


def at_ten() -> Player:
    return Player().at("2026-11-20T10:00:00+08:00")


def leap(play: Player, when: str = DAY_OVER) -> Player:
    """The time until then is not lived through."""
    play.at(when).tick()
    play.tick()
    return play


def over(play: Player, when: str) -> Player:
    """The day passes, the rest of the time until then is not lived through."""
    if play.now < moment(DAY_OVER):
        play.pass_to(DAY_OVER)
    return leap(play, when)
