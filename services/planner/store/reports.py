"""How often each report was issued, and whether its revision has gone out."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from services.planner.store.tables import ReportIssue


def issue(
    session: Session, shop_id: str, kind: str, period: str, digest: str, actual: int | None, now: datetime
) -> ReportIssue:
    """The report with these figures: the next revision when they differ from the last ones.

    What changes before anybody was told is no revision: the first that goes out is number 1.
    """
    known = session.get(ReportIssue, (shop_id, kind, period))
    if known is None:
        known = ReportIssue(
            shop_id=shop_id,
            kind=kind,
            period=period,
            digest=digest,
            revision=1,
            actual=actual,
            changed_at=now,
        )
        session.add(known)
    elif known.digest != digest:
        if known.published == known.revision:
            known.revision += 1
            known.previous_actual = known.actual if known.actual != actual else None
        known.digest, known.actual, known.changed_at = digest, actual, now
    session.flush()
    return known


def of(session: Session, shop_id: str, kind: str, period: str) -> ReportIssue | None:
    """What was issued for a period."""
    return session.get(ReportIssue, (shop_id, kind, period))
