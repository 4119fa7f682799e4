"""Alerts as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlmodel import Session, col, select

from services.alerts.lifecycle import Transition
from services.alerts.moments import optional_text, text
from services.alerts.routing.roles import Owner, Role
from services.alerts.rules.loading import default_pack
from services.alerts.saying import Told, fields_of
from services.alerts.shopdesk import pack_of
from services.alerts.store import incidents
from services.alerts.store.look import SqlLook
from services.alerts.store.tables import Delivery, Incident, Note, TransitionRow
from services.contracts.moments import moment_of

ALWAYS = ("person_id", "resolved_at", "value", "threshold", "do_not")
HIDDEN = ("transition", "reason")


def alert(session: Session, incident: Incident, now: datetime) -> dict[str, Any]:
    """Everything that R2 asks for, and the state; the figures are those of now, not of the opening."""
    alert = incidents.alert_of(incident)
    pack = pack_of(SqlLook(session, incident.shop_id, now), now)
    rule = pack.rules.get(incident.rule_id) or default_pack().rules[incident.rule_id]
    role = (
        Role(incident.role_id, incident.department, incident.person_id or "", True)
        if incident.role_id
        else None
    )
    told = Told(
        alert=alert,
        transition=Transition(kind="updated", reason="first_breach", at=now, number=0),
        rule=rule,
        rule_revision=incident.rule_revision,
        says=incidents.says_of(incident),
        owner=Owner(incident.department, role, incident.is_no_lead),
        joined=incidents.joined_of(incident),
        department=incident.department,
        person_id=incident.person_id,
    )
    fields = {name: value for name, value in fields_of(told).items() if name not in HIDDEN}
    marks = {
        "inhibited_by": alert.inhibited_by,
        "acknowledged_by": alert.acknowledged_by,
        "acknowledged_until": text(alert.acknowledged_until) if alert.acknowledged_until else None,
        "snoozed_until": text(alert.snoozed_until) if alert.snoozed_until else None,
    }
    return {
        **dict.fromkeys(ALWAYS),
        **fields,
        **{name: value for name, value in marks.items() if value is not None},
    }


def timeline(session: Session, alert_id: str) -> list[dict[str, Any]]:
    """Transitions, acknowledgements, snoozes and comments, in the order of their times."""
    transitions = session.exec(select(TransitionRow).where(TransitionRow.alert_id == alert_id)).all()
    notes = session.exec(select(Note).where(Note.alert_id == alert_id)).all()
    told = [(row.at_us, _transition(row)) for row in transitions] + [(row.at_us, _note(row)) for row in notes]
    return [entry for _, entry in sorted(told, key=lambda each: each[0])]


def deliveries(session: Session, alert_id: str) -> list[dict[str, Any]]:
    query = select(Delivery).where(Delivery.alert_id == alert_id).order_by(col(Delivery.seq))
    return [_delivery(row) for row in session.exec(query)]


def _transition(row: TransitionRow) -> dict[str, Any]:
    data: Mapping[str, Any] = msgspec.json.decode(row.event)["data"]
    return {
        "id": row.transition_id,
        "type": row.type,
        "at": text(moment_of(row.at_us)),
        "reason": row.reason,
        "level": row.level or None,
        "department": data.get("department") if row.type == "alert.escalated" else None,
        "value": data.get("value"),
        "is_quiet": row.is_quiet,
    }


def _note(row: Note) -> dict[str, Any]:
    return {
        "id": row.note_id,
        "type": f"alert.{row.kind}",
        "at": text(moment_of(row.at_us)),
        "person_id": row.person_id,
        "until": optional_text(row.until_us),
        "text": row.text,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "message_id": row.message_id,
        "endpoint_id": row.endpoint_id,
        "webhook_id": row.webhook_id,
        "state": row.state,
        "attempts": row.attempts,
        "created_at": text(moment_of(row.created_us)),
        "delivered_at": optional_text(row.delivered_us),
        "last_status": row.last_status,
        "last_error": row.last_error,
    }
