"""What time alone does to an incident: the first thing that is due, one at a time."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from services.alerts.lifecycle.alert import Alert
from services.alerts.lifecycle.evidence import Elapsed
from services.alerts.lifecycle.judged import is_held, open_now, resolve
from services.alerts.lifecycle.timers import LADDER
from services.alerts.lifecycle.transition import Step, is_snoozed, told


def elapse(alert: Alert, passed: Elapsed, now: datetime) -> Step:
    """Pending long enough, recovered long enough, snooze over, acknowledgement over, deadline, next reminder."""
    if alert.state == "pending":
        return open_now(alert, now) if not alert.is_unknown and is_held(alert, now) else (alert, None)
    if alert.state == "recovering":
        return resolve(alert, "cleared", now) if passed.is_alive and _is_kept(alert, now) else (alert, None)
    if alert.snoozed_until is not None and now >= alert.snoozed_until:
        return _wake(alert, now)
    is_hidden = is_snoozed(alert, now) or alert.inhibited_by is not None
    return (alert, None) if is_hidden or alert.state != "firing" else _while_firing(alert, now)


def _while_firing(alert: Alert, now: datetime) -> Step:
    if alert.route == "notice" and _is_late(alert, now):
        return told(replace(alert, is_deadline_told=True), "escalated", "deadline_passed", now, level=1)
    if alert.acknowledged_until is not None:
        return _acknowledgement_over(alert, now) if now >= alert.acknowledged_until else (alert, None)
    return _remind(alert, now) if alert.route == "page" else (alert, None)


def _is_kept(alert: Alert, now: datetime) -> bool:
    assert alert.recovering_at is not None
    return now >= alert.recovering_at + timedelta(seconds=alert.terms.keep_seconds)


def _is_late(alert: Alert, now: datetime) -> bool:
    return alert.deadline is not None and now >= alert.deadline and not alert.is_deadline_told


def _wake(alert: Alert, now: datetime) -> Step:
    """The end of a snooze says a firing alert once."""
    awake = replace(alert, snoozed_until=None, nag_from=now, level=0)
    return told(awake, "updated", "first_breach", now) if alert.state == "firing" else (awake, None)


def _acknowledgement_over(alert: Alert, now: datetime) -> Step:
    """Counts as the first reminder: the next steps are counted from here."""
    free = replace(alert, acknowledged_until=None, acknowledged_by=None, nag_from=now, level=1)
    return told(free, "escalated", "ack_expired", now, level=1)


def _remind(alert: Alert, now: datetime) -> Step:
    """The highest step that is due: after a pause of ours nobody gets all of them at once."""
    assert alert.nag_from is not None
    waited = now - alert.nag_from
    due = sum(1 for after in LADDER if waited >= after)
    if due <= alert.level:
        return alert, None
    return told(replace(alert, level=due), "escalated", "not_acknowledged", now, level=due)
