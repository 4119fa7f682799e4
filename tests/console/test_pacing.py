import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console import pacing
from services.console.errors import ConsoleError


class Time:
    """Monotonic time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 1e-6)


def sent(lines: list[bytes], due: pacing.Due) -> list[tuple[float, list[bytes]]]:
    """Moment and lines of each group."""
    time = Time()
    groups = pacing.paced(lines, due, lambda: False, time.monotonic, time.sleep)
    return [(time.now, group) for group in groups]


def at(second: int) -> bytes:
    return json.dumps({"time": f"2026-11-24T10:00:{second:02d}Z"}).encode()


@given(st.lists(st.binary(min_size=1, max_size=10), max_size=200), st.sampled_from(["max", "rate", "speed"]))
def test_whatever_the_pace_every_line_is_sent_once_in_order(lines: list[bytes], way: str) -> None:
    due = {"max": pacing.at_once, "rate": pacing.at_rate(50), "speed": pacing.at_speed(2)}[way]
    assert [line for _, group in sent(lines, due) for line in group] == lines


def test_at_a_rate_the_last_of_a_hundred_lines_leaves_after_ten_seconds() -> None:
    moments = sent([b"x"] * 101, pacing.at_rate(10))
    assert moments[-1][0] == pytest.approx(10, abs=0.3)


def test_at_double_speed_a_minute_takes_half_a_minute() -> None:
    moments = sent([at(0), at(20), at(20), at(59)], pacing.at_speed(2))
    assert [(round(moment), len(group)) for moment, group in moments] == [(0, 1), (10, 2), (30, 1)]


def test_a_line_without_a_time_leaves_with_the_one_before() -> None:
    moments = sent([at(0), at(10), b"?", at(10)], pacing.at_speed(1))
    assert [len(group) for _, group in moments] == [1, 3]


def test_speed_and_rate_together_are_refused() -> None:
    with pytest.raises(ConsoleError, match="Choose one"):
        pacing.chosen(2, 3)
    with pytest.raises(ConsoleError, match="above 0"):
        pacing.chosen(0, None)
