"""Events of the last 24 hours in SQL, written behind: what a crash loses of it costs no event, only a verdict."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CursorResult, Engine, delete, func
from sqlmodel import col, select

from services.ingest.duplicates import Print
from services.ingest.store.inserting import insert
from services.ingest.store.tables import SeenRow
from services.runtime.store import reading, writing

CHUNK = 2_000
_PRINTS = select(SeenRow.key, SeenRow.content, SeenRow.identity)


def latest(engine: Engine, since: int, most: int) -> list[Print]:
    """The newest events seen since a moment (seconds), oldest first."""
    newest = _PRINTS.where(col(SeenRow.seen_at) >= since).order_by(col(SeenRow.seen_at).desc()).limit(most)
    with reading(engine) as session:
        return [Print(*row) for row in reversed(session.exec(newest).all())]


def find(engine: Engine, keys: Sequence[int], since: int) -> list[Print]:
    """What is remembered under these keys."""
    found: list[Print] = []
    with reading(engine) as session:
        for start in range(0, len(keys), CHUNK):
            wanted = col(SeenRow.key).in_(keys[start : start + CHUNK])
            rows = session.exec(_PRINTS.where(wanted, col(SeenRow.seen_at) >= since))
            found += [Print(*row) for row in rows]
    return found


def remember(engine: Engine, prints: Iterable[Print], now: int) -> None:
    """Store events as seen now; the last one under a key counts."""
    by_key = {each.key: each for each in prints}
    rows = [
        {"key": each.key, "content": each.content, "identity": each.identity, "seen_at": now}
        for each in by_key.values()
    ]
    with writing(engine) as session:
        for start in range(0, len(rows), CHUNK):
            statement = insert(engine, SeenRow)
            taken = {name: statement.excluded[name] for name in ("content", "identity", "seen_at")}
            session.execute(
                statement.on_conflict_do_update(index_elements=["key"], set_=taken),
                rows[start : start + CHUNK],
            )


def forget(engine: Engine, before: int, most: int) -> int:
    """Drop what is older than a moment, and the oldest beyond `most` rows; the number dropped."""
    with writing(engine) as session:
        dropped = _dropped(session.execute(delete(SeenRow).where(col(SeenRow.seen_at) < before)))
        left = session.exec(select(func.count()).select_from(SeenRow)).one()
        if left > most:
            oldest = select(SeenRow.key).order_by(col(SeenRow.seen_at)).limit(left - most)
            dropped += _dropped(session.execute(delete(SeenRow).where(col(SeenRow.key).in_(oldest))))
        return dropped


def _dropped(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
