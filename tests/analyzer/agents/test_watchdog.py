import pytest

from services.analyzer.agents import watchdog
from services.analyzer.agents.watchdog import Watchdog


class Time:
    """The monotonic clock, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()
    monkeypatch.setattr(watchdog, "time", clock)
    return clock


def test_a_worker_that_slept_past_its_session_writes_nothing_more(time: Time) -> None:
    reasons: list[str] = []
    dog = Watchdog(reasons.append, stall_seconds=180, sleep_seconds=10)
    time.now += 9
    dog.look()
    time.now += 11
    dog.look()
    assert [reason.split(";")[0] for reason in reasons] == ["the process slept 11 s"]


def test_three_minutes_without_a_checkpoint_are_the_end(time: Time) -> None:
    reasons: list[str] = []
    dog = Watchdog(reasons.append, stall_seconds=180, sleep_seconds=10)
    for _ in range(40):
        time.now += 5
        dog.look()
    assert reasons[0] == "no checkpoint for 180 s"


def test_checkpoints_keep_it_alive(time: Time) -> None:
    reasons: list[str] = []
    dog = Watchdog(reasons.append, stall_seconds=180, sleep_seconds=10)
    for _ in range(100):
        time.now += 5
        dog.progressed()
        dog.look()
    assert reasons == []


def test_who_is_busy_counting_a_long_record_is_not_stuck(time: Time) -> None:
    reasons: list[str] = []
    dog = Watchdog(reasons.append, stall_seconds=180, sleep_seconds=10, is_busy=lambda: True)
    for _ in range(300):
        time.now += 5
        dog.look()
    assert reasons == []
