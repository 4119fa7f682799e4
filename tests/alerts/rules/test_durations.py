"""How packs write times."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from services.alerts.rules import durations

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 20, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10m", datetime(2026, 11, 20, 12, 10, tzinfo=SHANGHAI)),
        ("18:00", datetime(2026, 11, 20, 18, tzinfo=SHANGHAI)),
        ("09:00", datetime(2026, 11, 21, 9, tzinfo=SHANGHAI)),
        ("same day", datetime(2026, 11, 21, tzinfo=SHANGHAI)),
        ("7d", datetime(2026, 11, 27, 12, tzinfo=SHANGHAI)),
    ],
)
def test_a_deadline_is_a_length_or_a_time_of_the_shop_s_day(text: str, expected: datetime):
    assert durations.deadline(text, NOON, SHANGHAI) == expected


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="soon"):
        durations.seconds("soon")
    assert not durations.is_deadline("25:00")
