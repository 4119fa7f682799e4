"""Insert or replace, the same for SQLite and Postgres."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

When = Callable[[Any, Any], Any]


def upsert(
    session: Session, model: type[SQLModel], values: Mapping[str, Any], when: When | None = None
) -> bool:
    """Writes a row over the one with the same primary key; `when(old, new)` may keep the old one.

    True when something was written. `when` is a function of a module: statements are built once for each.
    """
    statement = _statement(model, tuple(values), session.get_bind().dialect.name, when)
    return bool(session.connection().execute(statement, dict(values)).rowcount)


@lru_cache(maxsize=64)
def _statement(model: type[SQLModel], names: tuple[str, ...], dialect: str, when: When | None) -> Any:
    table: Table = model.__table__  # type: ignore[attr-defined]  # every table model has it
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table).values({name: bindparam(name) for name in names})
    keys = [column.name for column in table.primary_key.columns]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    where = when(table.c, statement.excluded) if when else None
    return statement.on_conflict_do_update(index_elements=keys, set_=changed, where=where)
