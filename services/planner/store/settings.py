"""Statements of settings: per key and moment the one that counts (events.md E2)."""

from __future__ import annotations

from datetime import UTC

import msgspec
from sqlmodel import Session, select

from services.contracts.envelope import Envelope
from services.contracts.identity import natural_key, type_of
from services.contracts.registry import decode_line, encode
from services.planner.store.tables import Setting


def keep(session: Session, event: Envelope) -> bool:
    """Stores an S event when it counts more than what is known of its key and moment; says whether it did."""
    row = _row(event)
    known = session.get(Setting, (row.shop_id, row.kind, row.key, row.effective_from))
    if known is not None and _rank(known) >= _rank(row):
        return False
    session.merge(row)
    session.flush()
    return True


def all_of(session: Session, shop_id: str) -> list[Envelope]:
    """Every statement that counts, by kind, key and moment."""
    query = select(Setting).where(Setting.shop_id == shop_id)
    rows = sorted(session.exec(query), key=lambda row: (row.kind, row.key, row.effective_from))
    return [decode_line(row.body) for row in rows]


def next_revision(session: Session, event: Envelope) -> int:
    """The revision that makes a new statement of the same key and moment count."""
    row = _row(event)
    known = session.get(Setting, (row.shop_id, row.kind, row.key, row.effective_from))
    return known.revision + 1 if known else 1


def _row(event: Envelope) -> Setting:
    *key, effective_from, revision = natural_key(event)
    return Setting(
        shop_id=event.shopid,
        kind=type_of(event),
        key=msgspec.json.encode(key).decode(),
        effective_from=effective_from,
        revision=int(revision),
        time=event.time.astimezone(UTC).isoformat(timespec="microseconds"),
        event_id=event.id,
        body=encode(event),
    )


def _rank(row: Setting) -> tuple[int, str, str]:
    return row.revision, row.time, row.event_id
