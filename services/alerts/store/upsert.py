"""Insert or replace, the same for SQLite and Postgres."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def upsert(
    session: Session,
    model: type[SQLModel],
    values: Mapping[str, Any],
    when: Any = None,
) -> bool:
    """Writes a row over the one with the same primary key; `when(old, new)` may keep the old one.

    True when something was written.
    """
    table: Table = model.__table__  # type: ignore[attr-defined]  # every table model has it
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(dict(values))
    keys = [column.name for column in table.primary_key.columns]
    changed = {name: statement.excluded[name] for name in values if name not in keys}
    where: ColumnElement[bool] | None = when(table.c, statement.excluded) if when else None
    statement = statement.on_conflict_do_update(index_elements=keys, set_=changed, where=where)
    return bool(session.connection().execute(statement).rowcount)
