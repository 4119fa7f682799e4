import gc
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from services.runtime.store import migrate, open_engine, reading, writing

PACKAGE = "services.runtime.access"
ROOT = Path(__file__).parents[2]


def test_migrations_make_the_tables_and_a_second_run_changes_nothing(engine: Engine) -> None:
    migrate(engine, PACKAGE)
    first = set(sa.inspect(engine).get_table_names())
    migrate(engine, PACKAGE)
    assert {"shop", "api_key", "secret", "access_migrations"} <= first
    assert set(sa.inspect(engine).get_table_names()) == first


def test_two_packages_may_share_a_database(engine: Engine) -> None:
    migrate(engine, PACKAGE)
    migrate(engine, "services.runtime.kafka")
    assert {"shop", "inbox_offset"} <= set(sa.inspect(engine).get_table_names())


MIGRATE = """
import sys
from services.runtime.store import migrate, open_engine
migrate(open_engine(sys.argv[1]), sys.argv[2])
"""


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    command = [sys.executable, "-c", MIGRATE, database_url, PACKAGE]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]


def test_a_failed_block_leaves_nothing_behind(engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().execute(text("CREATE TABLE note (n INTEGER)"))
    with pytest.raises(RuntimeError, match="stop"):
        _note_and_fail(engine)
    with reading(engine) as session:
        assert session.connection().execute(text("SELECT count(*) FROM note")).scalar() == 0


def test_threads_that_read_and_then_write_never_lose_each_other(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'count.db'}")
    with writing(engine) as session:
        session.connection().execute(text("CREATE TABLE note (n INTEGER)"))
        session.connection().execute(text("INSERT INTO note VALUES (0)"))

    def add() -> None:
        for _ in range(25):
            with writing(engine) as session:
                seen = session.connection().execute(text("SELECT n FROM note")).scalar_one()
                session.connection().execute(text("UPDATE note SET n = :n"), {"n": seen + 1})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.connection().execute(text("SELECT n FROM note")).scalar_one() == 100


def test_who_writes_for_long_and_again_at_once_lets_others_in_between(tmp_path: Path) -> None:
    engine, is_over, long_ones = open_engine(f"sqlite:///{tmp_path / 'turns.db'}"), threading.Event(), [0]
    with writing(engine) as session:
        session.connection().execute(text("CREATE TABLE note (n INTEGER)"))

    def write_for_long() -> None:
        while not is_over.is_set():
            with writing(engine) as session:
                session.connection().execute(text("INSERT INTO note VALUES (1)"))
                time.sleep(0.05)
            long_ones[0] += 1

    thread = threading.Thread(target=write_for_long)
    thread.start()
    waited_for = []
    try:
        for _ in range(5):
            time.sleep(0.12)
            before = long_ones[0]
            with writing(engine) as session:
                session.connection().execute(text("INSERT INTO note VALUES (2)"))
                waited_for.append(long_ones[0] - before)
    finally:
        is_over.set()
        thread.join()
    assert max(waited_for) <= 2  # the one that was in, and one more where it was just ending


def test_a_transaction_that_fails_cannot_begin_or_is_forgotten_lets_the_next_one_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'failed.db'}"
    engine, elsewhere = open_engine(url), open_engine(url)
    with writing(engine) as session:
        session.connection().execute(text("CREATE TABLE note (n INTEGER)"))
    with pytest.raises(RuntimeError, match="stop"):
        _note_and_fail(engine)
    with writing(elsewhere) as other:
        other.connection().execute(text("INSERT INTO note VALUES (1)"))
        with pytest.raises(OperationalError, match="locked"):
            _note_impatiently(engine)
    engine.connect().execute(text("INSERT INTO note VALUES (3)"))
    gc.collect()
    with pytest.raises(SystemExit), writing(engine) as session:
        _note_and_leave(session)
    thread = threading.Thread(target=_note, args=(engine,))
    thread.start()
    thread.join(10)  # seconds, half of what it waits for a turn that never comes
    with reading(engine) as session:
        assert session.connection().execute(text("SELECT count(*) FROM note")).scalar() == 2


def test_a_reader_is_not_held_up_by_a_writer(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'read.db'}")
    with writing(engine) as session:
        session.connection().execute(text("CREATE TABLE note (n INTEGER)"))
    with writing(engine) as writer:
        writer.connection().execute(text("INSERT INTO note VALUES (1)"))
        with reading(engine) as reader:
            assert reader.connection().execute(text("SELECT count(*) FROM note")).scalar() == 0


def test_sqlite_is_durable_and_keeps_foreign_keys(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new folder' / 'x.db'}")
    with engine.connect() as connection:
        pragma = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def test_a_store_in_memory_is_one_database_for_all_threads() -> None:
    engine = open_engine("sqlite://")
    migrate(engine, PACKAGE)
    assert "shop" in sa.inspect(engine).get_table_names()


def _note(engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().execute(text("INSERT INTO note VALUES (4)"))


def _note_and_leave(session: Session) -> None:
    session.connection().execute(text("INSERT INTO note VALUES (5)"))
    session.connection().invalidate()
    raise SystemExit


def _note_impatiently(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.connection.execute("PRAGMA busy_timeout = 1")  # type: ignore[attr-defined]
        connection.execute(text("INSERT INTO note VALUES (2)"))


def _note_and_fail(engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().execute(text("INSERT INTO note VALUES (1)"))
        raise RuntimeError("stop")
