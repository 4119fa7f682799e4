"""Puts rows into the history: a batch at a time, the last word on each address, a final one for good."""

from typing import Any

from sqlalchemy import Connection, Table, not_
from sqlalchemy.dialects import postgresql, sqlite

from services.analyzer.history.lines import Address, Stored
from services.analyzer.history.tables import MetricRow

ROWS: Table = MetricRow.__table__  # type: ignore[attr-defined]
_SAID = Stored._fields
BATCH = 2_000


class Batch:
    """Rows on their way into the database, one per address."""

    def __init__(self) -> None:
        """An empty batch."""
        self.rows: dict[Address, Stored] = {}

    def add(self, address: Address, said: Stored) -> None:
        """Take a row in: a later one replaces an earlier one, but no current row replaces a final one."""
        known = self.rows.get(address)
        if known is None or said.is_final or not known.is_final:
            self.rows[address] = said

    def write(self, connection: Connection) -> int:
        """Upsert everything in the connection's transaction; returns the number of rows."""
        # Sorted, so that two workers that write the same shop never wait for each other's rows.
        rows = [{**key._asdict(), **self.rows[key]._asdict()} for key in sorted(self.rows)]
        statement = upsert(connection.dialect.name)
        for at in range(0, len(rows), BATCH):
            connection.execute(statement, rows[at : at + BATCH])
        return len(rows)


def upsert(dialect: str) -> Any:
    """INSERT that replaces what is at the address unless that is final."""
    insert = postgresql.insert(ROWS) if dialect == "postgresql" else sqlite.insert(ROWS)
    said = {name: insert.excluded[name] for name in _SAID}
    return insert.on_conflict_do_update(
        index_elements=list(Address._fields), set_=said, where=not_(ROWS.c.is_final)
    )
