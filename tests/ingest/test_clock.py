from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.clock import AHEAD, BEHIND, FUTURE, is_in_future, used_time

MOMENTS = st.integers(86_400, 32_472_144_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
NEARBY = st.timedeltas(-BEHIND, AHEAD)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-20T{text}+08:00")


def test_a_clock_two_hours_slow_is_not_touched_because_it_may_be_delay() -> None:
    assert used_time(at("09:59:30"), at("10:00:00"), at("12:00:00"), is_history=False) == at("09:59:30")


def test_a_clock_two_hours_fast_is_set_right_by_the_distance_of_sending() -> None:
    assert used_time(at("11:59:30"), at("12:00:00"), at("10:00:00"), is_history=False) == at("09:59:30")


def test_a_clock_days_behind_is_set_right() -> None:
    told, sent = at("09:59:30") - timedelta(days=3), at("10:00:00") - timedelta(days=3)
    assert used_time(told, sent, at("12:00:00"), is_history=False) == at("11:59:30")


def test_an_event_six_minutes_ahead_without_sentat_is_not_believed() -> None:
    assert is_in_future(used_time(at("10:06:00"), None, at("10:00:00"), is_history=False), at("10:00:00"))


@given(MOMENTS, MOMENTS, MOMENTS)
def test_history_is_never_corrected(time: datetime, sent: datetime, arrived: datetime) -> None:
    assert used_time(time, sent, arrived, is_history=True) == time


@given(MOMENTS, MOMENTS, NEARBY)
def test_between_a_minute_ahead_and_a_day_behind_nothing_is_corrected(
    time: datetime, arrived: datetime, off: timedelta
) -> None:
    assert used_time(time, arrived + off, arrived, is_history=False) == time


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=2)), st.timedeltas(AHEAD, timedelta(days=900)))
def test_a_corrected_event_keeps_its_age_at_sending(
    arrived: datetime, age: timedelta, fast: timedelta
) -> None:
    sent = arrived + fast + timedelta(microseconds=1)
    used = used_time(sent - age, sent, arrived, is_history=False)
    assert arrived - used == age
    assert not is_in_future(used, arrived)


@given(MOMENTS, st.timedeltas(FUTURE * -1, FUTURE))
def test_five_minutes_ahead_are_still_believed(now: datetime, ahead: timedelta) -> None:
    assert not is_in_future(now + ahead, now)


def test_a_corrected_time_before_the_calendar_says_so() -> None:
    far = datetime(9999, 1, 1, tzinfo=UTC)
    with pytest.raises(OverflowError):
        used_time(datetime(1, 1, 1, tzinfo=UTC), far, datetime(2026, 1, 1, tzinfo=UTC), is_history=False)
