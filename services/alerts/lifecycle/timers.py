"""When an incident changes by itself next."""

from datetime import datetime, timedelta

from services.alerts.lifecycle.alert import Alert

# A page that nobody took on: said again, to the backup role, to the OPS lead, to MGR (R3, P).
LADDER = (timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=15), timedelta(minutes=30))
ACKNOWLEDGED_FOR = timedelta(hours=4)


def due_at(alert: Alert) -> datetime | None:
    """The earliest moment at which `Elapsed` changes something; None: never."""
    if alert.state == "resolved":
        return None
    if alert.state == "pending":
        if alert.is_unknown or alert.terms.hold_evaluations or alert.since is None:
            return None
        return alert.since + timedelta(seconds=alert.terms.hold_seconds)
    if alert.state == "recovering" and alert.recovering_at is not None:
        return alert.recovering_at + timedelta(seconds=alert.terms.keep_seconds)
    if alert.state != "firing":
        return alert.snoozed_until
    return min((each for each in _while_firing(alert) if each is not None), default=None)


def _while_firing(alert: Alert) -> tuple[datetime | None, ...]:
    if alert.snoozed_until is not None:
        return (alert.snoozed_until,)
    if alert.inhibited_by is not None:
        return ()
    is_notice_due = alert.route == "notice" and not alert.is_deadline_told
    deadline = alert.deadline if is_notice_due else None
    if alert.acknowledged_until is not None:
        return alert.acknowledged_until, deadline
    return _next_reminder(alert), deadline


def _next_reminder(alert: Alert) -> datetime | None:
    if alert.route != "page" or alert.nag_from is None or alert.level >= len(LADDER):
        return None
    return alert.nag_from + LADDER[alert.level]
