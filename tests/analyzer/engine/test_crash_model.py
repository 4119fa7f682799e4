"""Whatever the moment of a crash, what comes out equals an undisturbed run; every broken rule is caught."""

import pytest

from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import StateDamaged
from tests.analyzer.engine.counting import Counting, a_log
from tests.analyzer.engine.crash import BROKEN, final_state, run

SEEDS = range(12)


def rows_of(disk_rows) -> dict[bytes, set[bytes]]:
    """Every row that was ever written, by its key: one value each, however often it was written."""
    found: dict[bytes, set[bytes]] = {}
    for row in disk_rows:
        found.setdefault(row.key, set()).add(row.value)
    return found


def undisturbed(records):
    partition = Partition(Counting())
    for record in records:
        partition.feed(record)
    return partition.snapshot()


def differs(seed: int, broken: str | None) -> bool:
    """Whether a run with crashes shows anything else than an undisturbed one."""
    records = a_log(seed)
    whole = undisturbed(records)
    try:
        disk = run(records, Counting, seed, broken, crash_rate=0.03)
        _, state = final_state(disk)
    except StateDamaged:
        return True
    expected = {row.key: {row.value} for row in whole.rows}
    return rows_of(disk.rows) != expected or len(state) != 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crash_between_any_two_writes_loses_doubles_and_changes_nothing(seed):
    assert not differs(seed, None)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_checkpoint_that_breaks_one_rule_is_caught(broken):
    assert any(differs(seed, broken) for seed in SEEDS)
