"""Puts the windows of one history in the place of another's, and makes its state the active one: one transaction."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, update
from sqlmodel import Session

from services.analyzer.history.active import switch
from services.analyzer.history.store import BATCH, ROWS
from services.analyzer.history.tables import ActiveState
from services.analyzer.rebuilding.rows import COUNTED, Bounds, Said, Window, closed, shops_of
from services.runtime.store import reading, writing


def take_over(live: Engine, rebuilt: Engine, bounds: Bounds, to: ActiveState) -> int:
    """Replace every closed window that was counted anew; returns how many. Readers see all of it or nothing.

    What the state before said at offsets that the new one has still to count stays to be read, but no longer as the
    last word: the new one says it again.
    """
    replaced = 0
    with reading(rebuilt) as source, writing(live) as session:
        _yield_to_what_is_to_come(session, bounds)
        for shop_id, metric, rows in _counted_anew(source.connection(), bounds):
            _replace(session.connection(), shop_id, metric, rows)
            replaced += len(rows)
        switch(session, to)
    return replaced


def _counted_anew(connection: Connection, bounds: Bounds) -> Iterator[tuple[str, str, dict[Window, Said]]]:
    for shop_id in shops_of(connection):
        for metric in COUNTED:
            if rows := closed(connection, shop_id, metric, bounds):
                yield shop_id, metric, rows


def _replace(live: Connection, shop_id: str, metric: str, rows: dict[Window, Said]) -> None:
    """Every revision of these windows goes; the last word of the new count comes."""
    names = ("window_kind", "scope_keys", "start", "scope")
    old = delete(ROWS).where(
        ROWS.c.shop_id == shop_id,
        ROWS.c.metric == metric,
        *(ROWS.c[name] == bindparam(f"w_{name}") for name in names),
    )
    where = {"shop_id": shop_id, "metric": metric, "is_final": True}
    for part in _parts(rows):
        live.execute(old, [{f"w_{name}": getattr(window, name) for name in names} for window in part])
        live.execute(
            insert(ROWS), [{**where, **window._asdict(), **rows[window]._asdict()} for window in part]
        )


def _yield_to_what_is_to_come(session: Session, bounds: Bounds) -> None:
    connection = session.connection()
    for shop_id in shops_of(connection):
        until = bounds.until.get(bounds.partition_of(shop_id), 0)
        said_later = (ROWS.c.shop_id == shop_id, ROWS.c.metric.in_(COUNTED), ROWS.c.to_offset >= until)
        connection.execute(update(ROWS).where(*said_later, ROWS.c.is_final).values(is_final=False))


def _parts(windows: Iterable[Window]) -> Iterator[list[Any]]:
    ordered = sorted(windows)
    yield from (ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH))
