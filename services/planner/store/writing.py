"""Insert-or-replace for many rows at once, the same on SQLite and Postgres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def put(session: Session, rows: Sequence[SQLModel]) -> None:
    """Writes `rows` of one table."""
    if rows:
        put_plain(session, type(rows[0]), [row.model_dump() for row in rows])


def put_plain(
    session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, object]], newest_by: str | None = None
) -> None:
    """Writes rows of the table of `kind`; with `newest_by` a stored row whose value there is higher stays."""
    if not rows:
        return
    table: Table = inspect(kind).local_table
    keys = [column.name for column in table.primary_key]
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    rest = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys
    }
    is_newer = statement.excluded[newest_by] >= table.c[newest_by] if newest_by else None
    statement = statement.on_conflict_do_update(index_elements=keys, set_=rest, where=is_newer)
    session.connection().execute(statement, list(rows))


def aware(moment: datetime) -> datetime:
    """A stored moment: SQLite forgets that it is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
