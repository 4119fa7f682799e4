"""Refused events in SQL: kept once per text, within a size per shop, until replayed or out of date."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, delete, func, update
from sqlmodel import col, select

from services.ingest.store.inserting import insert
from services.ingest.store.tables import QuarantineRow
from services.runtime.store import reading, writing

LISTED = 200
SPARE = 0.05  # of the cap is freed at once, so that a flood does not free row by row


def keep(engine: Engine, rows: Sequence[QuarantineRow]) -> None:
    """Store refused events; one that was refused before is counted, under its newest reason and its first arrival."""
    if not rows:
        return
    by_id = {row.quarantine_id: row.model_dump() for row in rows}
    statement = insert(engine, QuarantineRow)
    newest = {name: statement.excluded[name] for name in ("reason", "path", "locked", "size")}
    again = {"times": QuarantineRow.times + 1, "replayed_us": None, **newest}
    with writing(engine) as session:
        session.execute(
            statement.on_conflict_do_update(index_elements=["quarantine_id"], set_=again),
            list(by_id.values()),
        )


def page(
    engine: Engine, shop_id: str, reason: str | None = None, before: tuple[int, str] | None = None
) -> list[QuarantineRow]:
    """The newest refused events of a shop, at most LISTED, older than the place `before` (microseconds, id)."""
    wanted = select(QuarantineRow).where(col(QuarantineRow.shop_id) == shop_id)
    if reason is not None:
        wanted = wanted.where(col(QuarantineRow.reason) == reason)
    if before is not None:
        moment, quarantine_id = before
        same = (col(QuarantineRow.received_us) == moment) & (col(QuarantineRow.quarantine_id) < quarantine_id)
        wanted = wanted.where((col(QuarantineRow.received_us) < moment) | same)
    with reading(engine) as session:
        return list(session.exec(wanted.order_by(*_newest_first()).limit(LISTED)))


def get(engine: Engine, quarantine_id: str) -> QuarantineRow | None:
    """One refused event."""
    with reading(engine) as session:
        return session.get(QuarantineRow, quarantine_id)


def mark_replayed(engine: Engine, quarantine_id: str, now_us: int) -> None:
    """The event is on the stream now: its text is not needed any more."""
    done = {"replayed_us": now_us, "locked": None, "size": 0}
    with writing(engine) as session:
        session.execute(
            update(QuarantineRow).where(col(QuarantineRow.quarantine_id) == quarantine_id).values(**done)
        )


def shops_over(engine: Engine, rows: int, size: int) -> list[str]:
    """The shops that hold more than they may."""
    held = (
        select(QuarantineRow.shop_id)
        .group_by(QuarantineRow.shop_id)
        .having((func.count() > rows) | (func.sum(QuarantineRow.size) > size))
    )
    with reading(engine) as session:
        return list(session.exec(held))


def free(engine: Engine, shop_id: str, rows: int, size: int) -> int:
    """Drop a shop's oldest refused events until it holds a little less than it may; the number dropped."""
    running = func.sum(QuarantineRow.size).over(order_by=_newest_first()).label("running")
    place = func.row_number().over(order_by=_newest_first()).label("place")
    held = select(QuarantineRow.quarantine_id, running, place).where(col(QuarantineRow.shop_id) == shop_id)
    ranked = held.subquery()
    too_much = (ranked.c.place > rows * (1 - SPARE)) | (ranked.c.running > size * (1 - SPARE))
    beyond = select(ranked.c.quarantine_id).where(too_much)
    with writing(engine) as session:
        result: Any = session.execute(
            delete(QuarantineRow).where(col(QuarantineRow.quarantine_id).in_(beyond))
        )
        return int(result.rowcount)


def forget(engine: Engine, before_us: int) -> int:
    """Drop what is out of date; the number dropped."""
    with writing(engine) as session:
        result: Any = session.execute(delete(QuarantineRow).where(col(QuarantineRow.received_us) < before_us))
        return int(result.rowcount)


def _newest_first() -> tuple[Any, Any]:
    return col(QuarantineRow.received_us).desc(), col(QuarantineRow.quarantine_id).desc()
