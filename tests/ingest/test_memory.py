from pathlib import Path

import pytest
from sqlalchemy import Engine

from services.ingest.duplicates import Print
from services.ingest.memory import Memory
from services.runtime.clock import ManualClock
from services.runtime.store import migrate, open_engine
from tests.ingest.conftest import NOW


@pytest.fixture
def tables(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'memory.db'}")
    migrate(engine, "services.ingest")
    return engine


def prints(*keys: int) -> list[Print]:
    return [Print(key, key, key) for key in keys]


async def test_what_was_acknowledged_is_known_after_a_restart(tables: Engine) -> None:
    clock = ManualClock(NOW)
    before = Memory(tables, clock, 24, 10, 100)
    before.remember(prints(1, 2))
    await before.write()
    after = Memory(tables, clock, 24, 10, 100)
    await after.load()
    assert after.is_complete()
    assert after.look(1) == Print(1, 1, 1)


async def test_what_memory_had_to_drop_is_found_in_the_database(tables: Engine) -> None:
    memory = Memory(tables, ManualClock(NOW), 24, 4, 100)
    for key in range(10):
        memory.remember(prints(key))
    await memory.write()
    assert not memory.is_complete()
    assert memory.look(0) is None
    recalled = await memory.recall([0, 9, 77])
    assert (recalled.get(0), recalled.get(9), recalled.get(77)) == (*prints(0, 9), None)


async def test_a_day_later_memory_alone_is_enough_again(tables: Engine) -> None:
    clock = ManualClock(NOW)
    memory = Memory(tables, clock, 24, 4, 100)
    memory.remember(prints(*range(10)))
    clock.advance(24 * 3600)
    assert memory.is_complete()


async def test_a_memory_too_small_for_the_day_asks_the_database_after_a_restart(tables: Engine) -> None:
    clock = ManualClock(NOW)
    before = Memory(tables, clock, 24, 4, 100)
    before.remember(prints(*range(10)))
    await before.write()
    after = Memory(tables, clock, 24, 4, 100)
    await after.load()
    assert (await after.recall([0])).get(0) == Print(0, 0, 0)
    assert after.look(9) == Print(9, 9, 9)


async def test_the_database_holds_no_more_than_its_cap(tables: Engine) -> None:
    memory = Memory(tables, ManualClock(NOW), 24, 4, 5)
    memory.remember(prints(*range(10)))
    await memory.write()
    await memory.forget()
    recalled = await memory.recall(range(10))
    assert sum(recalled.get(key) is not None for key in range(6)) <= 5
