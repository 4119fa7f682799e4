from services.analyzer.agents.owned import Owned
from services.analyzer.agents.pace import AT_LEAST, BEHIND_AFTER, LONGEST, SELDOM, SHARE, Pace, rest


class Clock:
    """A steady clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def done(took: float) -> tuple[Clock, Pace]:
    """Something was done in so many seconds, just now."""
    clock = Clock()
    pace = Pace(clock)
    with pace.timed():
        clock.now += took
    return clock, pace


def test_who_keeps_up_checkpoints_at_every_turn() -> None:
    _, pace = done(0.1)
    assert pace.is_due(behind=0.0)
    assert pace.is_due(behind=BEHIND_AFTER)


def test_who_is_behind_checkpoints_seldom() -> None:
    clock, pace = done(0.1)
    clock.now += SELDOM - 0.1
    assert not pace.is_due(behind=BEHIND_AFTER + 0.1)
    clock.now += 0.2
    assert pace.is_due(behind=BEHIND_AFTER + 0.1)


def test_a_long_checkpoint_is_followed_by_a_longer_pause_within_bounds() -> None:
    clock, pace = done(1.0)
    clock.now += SHARE - 0.1
    assert not pace.is_due(behind=60.0)
    clock.now += 0.2
    assert pace.is_due(behind=60.0)
    clock, pace = done(60.0)
    clock.now += LONGEST
    assert pace.is_due(behind=60.0)


def test_rounds_leave_most_of_the_time_to_everything_else() -> None:
    assert rest(0.5, 0.01) == 0.49
    assert rest(0.5, 1.0) == AT_LEAST


async def test_whoever_waits_for_a_checkpoint_does_not_wait_for_the_pace() -> None:
    owned = Owned[object]()  # type: ignore[type-var]
    assert not await owned.rest(0.01)
    owned.pressed.set()
    assert await owned.rest(60)
    assert not await owned.rest(0.01)
