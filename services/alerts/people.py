"""What people do to incidents, as it comes back from the stream: acknowledgements and snoozes."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from services.alerts.judgement import Judgement
from services.alerts.ledger import Ledger
from services.alerts.lifecycle import Acknowledged, Evidence, Snoozed
from services.alerts.moments import optional_micros
from services.alerts.scopes import key_of, whole
from services.alerts.shopdesk import ShopDesk
from services.alerts.store import incidents
from services.alerts.store.shop_tables import SnoozeRow
from services.alerts.store.tables import Incident, Note
from services.contracts.events.organisation import AlertAcknowledged, AlertSnoozed
from services.contracts.moments import micros

LONGEST = timedelta(days=7)


def acknowledge(desk: ShopDesk, ledger: Ledger, event: AlertAcknowledged) -> None:
    """A page or notice is taken on; one that is over or unknown keeps only the note."""
    data = event.data
    _note(desk, data.ack_id, data.alert_id, "acknowledged", event, optional_micros(data.expires_at))
    incident = desk.session.get(Incident, data.alert_id)
    if incident is not None and incident.is_open:
        _move(desk, ledger, incident, Acknowledged(data.person_id, data.expires_at))


def snooze(desk: ShopDesk, ledger: Ledger, event: AlertSnoozed) -> None:
    """One alert, or every alert of a rule (or of one scope of it) now and later; pages only one by one."""
    data = event.data
    until = min(data.until, event.time + LONGEST)
    if data.alert_id is not None:
        _note(desk, data.snooze_id, data.alert_id, "snoozed", event, micros(until), data.reason)
        incident = desk.session.get(Incident, data.alert_id)
        if incident is not None and incident.is_open:
            _move(desk, ledger, incident, Snoozed(until))
        return
    scope_key = key_of(whole(event.shopid, data.scope)) if data.scope else None
    if data.rule_id is None or desk.session.get(SnoozeRow, data.snooze_id) is not None:
        return
    row = SnoozeRow(
        snooze_id=data.snooze_id, shop_id=event.shopid, rule_id=data.rule_id, until_us=micros(until)
    )
    row.scope_key = scope_key
    desk.session.add(row)
    query = select(Incident).where(
        Incident.shop_id == event.shopid,
        Incident.rule_id == data.rule_id,
        Incident.is_open,
        col(Incident.route) != "page",
    )
    for incident in desk.session.exec(query).all():
        if scope_key in {None, incident.scope_key}:
            _move(desk, ledger, incident, Snoozed(until))


def _move(desk: ShopDesk, ledger: Ledger, incident: Incident, evidence: Evidence) -> None:
    rule = desk.pack.rules.get(incident.rule_id)
    if rule is not None:
        Judgement(desk, ledger).move(rule, incidents.alert_of(incident).scope, incident, evidence)


def _note(
    desk: ShopDesk,
    note_id: str,
    alert_id: str,
    kind: str,
    event: Any,
    until: int | None,
    text: str | None = None,
) -> None:
    if desk.session.get(Note, note_id) is None:
        note = Note(note_id=note_id, alert_id=alert_id, at_us=micros(event.time), kind=kind, person_id="")
        note.person_id, note.until_us, note.text = event.data.person_id, until, text
        desk.session.add(note)
        desk.session.flush()
