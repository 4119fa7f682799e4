"""What people do to an incident: take it on, put it to sleep; and what another incident does to it."""

from datetime import datetime

from msgspec.structs import replace

from services.alerts.lifecycle.alert import Alert
from services.alerts.lifecycle.evidence import Acknowledged, Inhibited, Snoozed
from services.alerts.lifecycle.timers import ACKNOWLEDGED_FOR


def marked(alert: Alert, by: Acknowledged | Snoozed | Inhibited, now: datetime) -> Alert:
    match by:
        case Acknowledged():
            return acknowledge(alert, by, now)
        case Snoozed():
            return snooze(alert, by, now)
        case Inhibited():
            return replace(alert, inhibited_by=by.by)


def acknowledge(alert: Alert, taken: Acknowledged, now: datetime) -> Alert:
    """Stops reminders until `expires_at`: by default 4 h for a page, the deadline for a notice."""
    usual = alert.deadline if alert.route == "notice" and alert.deadline else now + ACKNOWLEDGED_FOR
    until = taken.expires_at or max(usual, now)
    if until <= now:
        return alert
    return replace(alert, acknowledged_by=taken.person_id, acknowledged_until=until)


def snooze(alert: Alert, asleep: Snoozed, now: datetime) -> Alert:
    """Hides messages, keeps the state; one that is over already changes nothing."""
    if asleep.until <= now:
        return alert
    return replace(alert, snoozed_until=asleep.until)
