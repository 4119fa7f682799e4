"""Words for the rows of a traffic report."""

from typing import Any

from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"
NEXT = "2026-11-21T00:03:00+08:00"


def by_rows(**settings: Any) -> Player:
    """A shop whose traffic comes from rows, in the evening of 20 November."""
    play = Player().at("2026-11-20T08:00:00+08:00")
    since = {"effective_from": "2026-01-01T00:00:00+08:00", "revision": 1}
    told = {"timezone": "Asia/Shanghai", "currency": "CNY", "traffic_basis": "report"}
    play.say("shop.configured", **told, **since, **settings)
    return play.at("2026-11-20T23:50:00+08:00")


def report(play: Player, visitors: int, *, day: str = "2026-11-20", **more: Any) -> None:
    """One row, of the whole day unless it says otherwise."""
    whole = f"{day[:8]}{int(day[8:]) + 1:02}T00:00:00+08:00"
    row = {"day": day, "as_of": whole, "revision": 1, "visitors": visitors}
    play.say("traffic.reported", **{**row, **more})
