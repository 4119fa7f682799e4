"""Incidents in SQL: the open one of a scope, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from services.alerts.judging.finding import Says
from services.alerts.lifecycle import Alert, due_at
from services.alerts.moments import optional_micros
from services.alerts.store.tables import Incident
from services.contracts.events.structures import Evidence
from services.contracts.moments import micros

_encode = msgspec.json.Encoder().encode
_alert = msgspec.json.Decoder(Alert)
_says = msgspec.json.Decoder(Says)
_joined = msgspec.json.Decoder(dict[str, list[Evidence]])


def alert_of(incident: Incident) -> Alert:
    return _alert.decode(incident.body)


def says_of(incident: Incident) -> Says:
    return _says.decode(incident.says)


def joined_of(incident: Incident) -> dict[str, list[Evidence]]:
    return _joined.decode(incident.joined)


def due_ids(session: Session, now: datetime, limit: int) -> Sequence[str]:
    """Incidents that change, or are to be looked at, by themselves by now; the longest due first."""
    query = (
        select(Incident.alert_id)
        .where(col(Incident.due_us) <= micros(now))
        .order_by(col(Incident.due_us))
        .limit(limit)
    )
    return session.exec(query).all()


def write(incident: Incident, alert: Alert, says: Says | None) -> None:
    """Brings the columns up to the alert; `says` None leaves what it says."""
    incident.state, incident.is_open, incident.is_said = (
        alert.state,
        alert.is_open,
        alert.opened_at is not None,
    )
    incident.severity, incident.route = alert.severity, alert.route
    incident.opened_us = optional_micros(alert.opened_at)
    incident.body = _encode(alert).decode()
    if says is not None and (says.evidence or says.metric):
        incident.says = _encode(says).decode()
    when = [each for each in (optional_micros(due_at(alert)), incident.recheck_us) if each is not None]
    incident.due_us = min(when, default=None) if alert.is_open else None


def join(incident: Incident, rule_id: str, evidence: Sequence[Evidence]) -> None:
    """Figures of another rule, named after it, so that they stand beside this alert's own."""
    renamed = [msgspec.structs.replace(each, name=f"{rule_id}.{each.name}"[:64]) for each in evidence]
    joined = joined_of(incident) | {rule_id: renamed[:6]}
    incident.joined = _encode(joined).decode()


def first_says(says: Says) -> str:
    return _encode(says).decode()
