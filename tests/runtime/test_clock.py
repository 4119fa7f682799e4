from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.runtime.clock import ManualClock, SystemClock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_system_clock_says_an_aware_time_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_manual_clock_moves_only_when_it_is_moved() -> None:
    clock = ManualClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(90)
    assert clock.now() == NOON + timedelta(seconds=90)
    clock.set(NOON.astimezone(timezone(timedelta(hours=8))))
    assert clock.now() == NOON
    assert clock.now().tzinfo == UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        ManualClock(NOON.replace(tzinfo=None))
