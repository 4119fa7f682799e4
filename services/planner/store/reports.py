"""How often each report was issued, and whether its revision has gone out."""

from __future__ import annotations

from sqlmodel import Session

from services.planner.store.tables import ReportIssue


def issue(
    session: Session, shop_id: str, kind: str, period: str, digest: str, actual: int | None
) -> ReportIssue:
    """The report with these figures: the next revision when they differ from the last ones."""
    known = session.get(ReportIssue, (shop_id, kind, period))
    if known is None:
        known = ReportIssue(
            shop_id=shop_id, kind=kind, period=period, digest=digest, revision=1, actual=actual
        )
        session.add(known)
    elif known.digest != digest:
        known.revision += 1
        known.digest = digest
        known.previous_actual = known.actual if known.actual != actual else known.previous_actual
        known.actual = actual
    session.flush()
    return known


def of(session: Session, shop_id: str, kind: str, period: str) -> ReportIssue | None:
    """What was issued for a period."""
    return session.get(ReportIssue, (shop_id, kind, period))
