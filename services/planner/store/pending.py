"""What has to be thought about again, remembered in the transaction that found it out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlmodel import Session, select

from services.planner.store.tables import PendingWork
from services.planner.store.writing import aware

THINKING_LOCK = 0x0D1A_7117
PLAN, DAY = "plan", "day"
RANK = ("plan_set", "calendar_changed", "share_changed", "day_closed", "revision")


def ask_plan(session: Session, shop_id: str, cause: str, now: datetime) -> None:
    """The plan needs a new look; of several causes the one that says most stays."""
    known = session.get(PendingWork, (shop_id, PLAN, ""))
    if known is None:
        session.add(PendingWork(shop_id=shop_id, kind=PLAN, day="", cause=cause, since=now))
    elif RANK.index(cause) < RANK.index(known.cause):
        known.cause = cause
    session.flush()


def ask_day(session: Session, shop_id: str, day: date, now: datetime) -> None:
    """A closed day needs a new look; the newest ask counts, so that rows that belong together are in."""
    session.merge(PendingWork(shop_id=shop_id, kind=DAY, day=day.isoformat(), cause="", since=now))
    session.flush()


def plans(session: Session, before: datetime) -> list[PendingWork]:
    """Plans that have waited since before `before`."""
    return [work for work in _of(session, PLAN) if aware(work.since) <= before]


def days(session: Session, before: datetime, most: int) -> list[PendingWork]:
    """Closed days that have settled, oldest day first."""
    waiting = [work for work in _of(session, DAY) if aware(work.since) <= before]
    return sorted(waiting, key=lambda work: (work.shop_id, work.day))[:most]


def take_turns(session: Session) -> None:
    """Until the end of the transaction no other process thinks; on SQLite a writing transaction is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": THINKING_LOCK})


def done(session: Session, work: PendingWork) -> None:
    """It has been thought about."""
    session.delete(work)


def _of(session: Session, kind: str) -> list[PendingWork]:
    return list(session.exec(select(PendingWork).where(PendingWork.kind == kind)))
