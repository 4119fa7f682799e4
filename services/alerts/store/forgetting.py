"""What is over for long enough is deleted: incidents with all that hangs on them, messages nobody waits for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func
from sqlmodel import Session, col, select

from services.alerts.store.tables import Delivery, Incident, Message, Note, TransitionRow
from services.contracts.moments import micros

WAITING = "waiting"  # a delivery that is still to be made
AT_ONCE = 500  # incidents or messages in one transaction, so that nobody waits long for the tables


def forget(session: Session, now: datetime, kept: timedelta) -> int:
    """Delete what ended longer than `kept` ago, at most `AT_ONCE` of each kind; returns how much, 0 when done.

    An incident ends with its last transition. It stays while it is open, while a transition is not on the stream, and
    while one of its messages is still to be delivered.
    """
    before = micros(now - kept)
    incidents = _ended(session, before)
    for table in (Note, TransitionRow, Delivery, Message, Incident):
        session.exec(delete(table).where(col(table.alert_id).in_(incidents)))
    messages = _told(session, before)
    for table in (Delivery, Message):
        session.exec(delete(table).where(col(table.message_id).in_(messages)))
    return len(incidents) + len(messages)


def _ended(session: Session, before: int) -> Sequence[str]:
    last = func.max(TransitionRow.at_us)
    unsaid = func.count() - func.count(col(TransitionRow.published_us))
    query = (
        select(Incident.alert_id)
        .join(TransitionRow, col(TransitionRow.alert_id) == col(Incident.alert_id))
        .where(
            col(Incident.is_open).is_(False), ~_is_awaited(col(Delivery.alert_id) == col(Incident.alert_id))
        )
        .group_by(col(Incident.alert_id))
        .having(last < before, unsaid == 0)
        .limit(AT_ONCE)
    )
    return session.exec(query).all()


def _told(session: Session, before: int) -> Sequence[str]:
    """Messages about no incident: tasks and reports."""
    query = (
        select(Message.message_id)
        .where(col(Message.alert_id).is_(None), Message.at_us < before)
        .where(~_is_awaited(col(Delivery.message_id) == col(Message.message_id)))
        .limit(AT_ONCE)
    )
    return session.exec(query).all()


def _is_awaited(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(which, col(Delivery.state) == WAITING)
