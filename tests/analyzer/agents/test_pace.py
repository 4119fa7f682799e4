from services.analyzer.agents.owned import Owned
from services.analyzer.agents.pace import BEHIND_AFTER, LONGEST, SELDOM, SHARE, Pace


def test_who_keeps_up_checkpoints_at_every_turn() -> None:
    pace = Pace()
    pace.done(100.0, took=0.1)
    assert pace.is_due(100.01, behind=0.0)
    assert pace.is_due(100.01, behind=BEHIND_AFTER)


def test_who_is_behind_checkpoints_seldom() -> None:
    pace = Pace()
    pace.done(100.0, took=0.1)
    assert not pace.is_due(100.0 + SELDOM - 0.1, behind=BEHIND_AFTER + 0.1)
    assert pace.is_due(100.0 + SELDOM, behind=BEHIND_AFTER + 0.1)


def test_a_long_checkpoint_is_followed_by_a_longer_pause_within_bounds() -> None:
    pace = Pace()
    pace.done(100.0, took=1.0)
    assert not pace.is_due(100.0 + SHARE - 0.1, behind=60.0)
    assert pace.is_due(100.0 + SHARE, behind=60.0)
    pace.done(200.0, took=60.0)
    assert pace.is_due(200.0 + LONGEST, behind=60.0)


async def test_whoever_waits_for_a_checkpoint_does_not_wait_for_the_pace() -> None:
    owned = Owned[object]()  # type: ignore[type-var]
    assert not await owned.rest(0.01)
    owned.pressed.set()
    assert await owned.rest(60)
    assert not await owned.rest(0.01)
