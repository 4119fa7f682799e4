"""Lines for the stream, written in the transaction that decided them and deleted after the broker's receipt."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from services.contracts import topics
from services.contracts.envelope import Envelope
from services.contracts.events.outputs import MetricRolled
from services.contracts.identity import type_of
from services.contracts.registry import encode
from services.planner.store.tables import OutboxLine

LONG_WINDOWS = frozenset({"day", "week", "month", "quarter", "year"})


def add(session: Session, events: Sequence[Envelope]) -> None:
    """Queues `events` in order, each for all its topics."""
    lines = [
        {"topic": topic, "shop_id": event.shopid, "body": encode(event).decode()}
        for event in events
        for topic in destinations(event)
    ]
    if lines:
        session.connection().execute(insert(OutboxLine), lines)


def waiting(session: Session, most: int) -> list[OutboxLine]:
    """The oldest lines."""
    return list(session.exec(select(OutboxLine).order_by(col(OutboxLine.id)).limit(most)))


def delivered(session: Session, lines: Sequence[OutboxLine]) -> None:
    """Forgets lines that the broker has."""
    ids = [line.id for line in lines if line.id is not None]
    session.connection().execute(delete(OutboxLine).where(col(OutboxLine.id).in_(ids)))


def destinations(event: Envelope) -> tuple[str, ...]:
    """The topics of an event; final rows of day and longer windows are kept for long as well."""
    names = topics.destinations(type_of(event))
    if isinstance(event, MetricRolled) and event.data.is_final and event.data.window.kind in LONG_WINDOWS:
        return (*names, topics.METRICS_FINAL)
    return names
