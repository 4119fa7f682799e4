"""S14: visitors until ten stand beside those of the same part of four same weekdays, not beside a whole day."""

from datetime import timedelta

import pytest

from tests.stories.browsing import jump
from tests.stories.player import Player, moment

TODAY = moment("2026-11-20T00:00:00+08:00")
SEARCH = {"traffic_source": "search"}


def come(play: Player, day: int, hour: int, count: int) -> None:
    """Visitors by search in an hour, `day` days before today."""
    at = TODAY + timedelta(hours=hour) - timedelta(days=day)
    lines = []
    for number in range(count):
        name = f"{day}-{hour}-{number}"
        data = {"view_id": name, "visitor_id": name, "page_type": "home", **SEARCH}
        lines.append(play.line("page.viewed", data, time=at, history=day > 0))
    play.send(lines)


@pytest.mark.parametrize("visitors", [280, 170])
def test_the_visitors_until_ten_stand_beside_255(visitors: int):
    play = Player().at("2026-11-20T09:50:00+08:00")
    for week, count in enumerate((240, 250, 260, 270), 1):
        come(play, 7 * week, 9, count)
        come(play, 7 * week, 15, 600)
    come(play, 1, 9, 1000)
    come(play, 0, 9, visitors)
    jump(play, "2026-11-20T10:03:00+08:00")
    seen = play.rows("visitors", "day_so_far", is_final=False, **SEARCH)[-1]
    usual = play.rows("visitors_expected", "day_so_far", is_final=False, **SEARCH)[-1]
    assert (seen["value"], usual["value"]) == (visitors, 255)
    assert moment(usual["window"]["end"]) == TODAY + timedelta(hours=10)


def test_the_whole_day_stands_beside_whole_days():
    play = Player().at("2026-11-20T15:50:00+08:00")
    for week, count in enumerate((240, 250, 260, 270), 1):
        come(play, 7 * week, 9, count)
        come(play, 7 * week, 15, 600)
    come(play, 0, 15, 700)
    jump(play, "2026-11-21T00:03:00+08:00")
    assert play.final("visitors", "day", TODAY.isoformat(), **SEARCH) == 700
    assert play.final("visitors_expected", "day", TODAY.isoformat(), **SEARCH) == 855
