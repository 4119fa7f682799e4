"""INSERT ... ON CONFLICT, which SQLite and Postgres spell alike but SQLAlchemy keeps apart."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel


def insert(engine: Engine, table: type[SQLModel]) -> Any:
    """An INSERT of the engine's kind, with `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return postgresql.insert(table) if engine.dialect.name == "postgresql" else sqlite.insert(table)
