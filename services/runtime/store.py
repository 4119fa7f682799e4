"""The SQL database of a service: SQLite in WAL mode or Postgres by URL, the same tables and migrations for both."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel

from services.runtime.turnstile import Turnstile

BUSY_SECONDS = 20.0
WRITING = "BEGIN IMMEDIATE"
TURN = "turn"  # what a connection notes while its transaction is the one whose turn it is
MIGRATION_LOCK = 0x0D1A_2B4A
ENVIRONMENT = "services.runtime.migrating"


def open_engine(url: str) -> Engine:
    """An engine whose transactions are durable when `commit` returns.

    SQLite: WAL, synchronous FULL, foreign keys, waits up to 20 s for its turn among the writers of this process, and
    as long for those of others; a transaction takes the write lock when it begins, so that read-then-write never
    fails half way (see `reading` for the exception).
    Postgres: `postgresql://...`, by psycopg.
    """
    if url.startswith("sqlite"):
        return _open_sqlite(url)
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.partition("://")[2]
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction that commits when the block ends and rolls back when it raises."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A consistent look that takes no write lock; what is changed in it is never written."""
    options = {"sqlite_begin": "BEGIN"} if engine.dialect.name == "sqlite" else {"postgresql_readonly": True}
    with Session(engine.execution_options(**options), expire_on_commit=False) as session:
        yield session


def insert_missing(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows whose key is new and leaves the others as they are, also while others do the same."""
    connection = session.connection()
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(rows).on_conflict_do_nothing())


def migrate(engine: Engine, package: str) -> None:
    """Brings the tables of `package` (such as `services.alerts`) up to date by its `migrations/versions/`.

    Several processes may call it at once: they take turns in one transaction each, and whoever comes second
    finds nothing to do. Packages may share a database, each has its own table of versions.
    """
    package = package if "." in package else f"services.{package}"
    name = package.removesuffix(".migrations").rpartition(".")[2]
    versions = Path(str(resources.files(package.removesuffix(".migrations")))) / "migrations" / "versions"
    config = Config()
    config.set_main_option("script_location", str(resources.files(ENVIRONMENT)))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes["version_table"] = f"{name}_migrations"
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _open_sqlite(url: str) -> Engine:
    file = url.partition("sqlite://")[2].lstrip("/").partition("?")[0]
    if file in {"", ":memory:"}:
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        Path(url.partition("sqlite:///")[2].partition("?")[0]).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, pool_size=8, max_overflow=8, connect_args={"timeout": BUSY_SECONDS})
        _take_turns(engine)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves: pysqlite would delay them
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switching to WAL does not wait for locks by itself: several processes may open a new file at once."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(_beginning(connection))


def _beginning(connection: Connection) -> str:
    return str(connection.get_execution_options().get("sqlite_begin", WRITING))


def _take_turns(engine: Engine) -> None:
    """Have the writers among the engine's transactions begin in the order in which they wanted to."""
    turnstile = Turnstile()

    def begin(connection: Connection) -> None:
        if _beginning(connection) == WRITING:
            connection.info[TURN] = turnstile.enter(BUSY_SECONDS)

    def end(info: dict[Any, Any]) -> None:
        if info.pop(TURN, False):
            turnstile.leave()

    event.listen(engine, "begin", begin)

    def ended(connection: Connection) -> None:
        if not connection.invalidated:
            end(connection.info)

    event.listen(engine, "commit", ended)
    event.listen(engine, "rollback", ended)
    event.listen(engine, "checkin", lambda _, record: end(record.info))  # whatever became of the transaction
