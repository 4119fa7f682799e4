"""What is written down of a refused event: no value of it but its type and its id without people (events.md E12)."""

from dataclasses import dataclass
from datetime import datetime

from services.contracts.envelope import Envelope
from services.contracts.events.outputs import EventQuarantined, EventQuarantinedData
from services.contracts.reading import Refused
from services.contracts.registry import EVENTS
from services.ingest.judging import Desk, Scanned, readable
from services.ingest.pseudonyms import ID_CHARACTERS
from services.ingest.vault import Vault

SOURCE = "/dianzhang/ingest"
PATH_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused event of a shop, as its text is locked away."""

    quarantine_id: str
    shop_id: str
    reason: str
    path: str | None
    event_type: str | None
    event_id: str | None
    locked: bytes


def refusal(scanned: Scanned, refused: Refused, desk: Desk, vault: Vault) -> Refusal:
    """Lock the text away and keep what an operator needs to find the producer's mistake."""
    quarantine_id = vault.name(scanned.text)
    members = scanned.object or {}
    event_type = members.get("type")
    return Refusal(
        quarantine_id=quarantine_id,
        shop_id=desk.profile.shop_id,
        reason=refused.reason,
        path=readable(refused.field)[:PATH_CHARACTERS] or None,
        event_type=event_type if isinstance(event_type, str) and event_type in EVENTS else None,
        event_id=_event_id(scanned, refused, desk),
        locked=vault.lock(quarantine_id, scanned.text),
    )


def told(refusal: Refusal, now: datetime) -> Envelope:
    """The refusal as `event.quarantined`."""
    return EventQuarantined(
        specversion="1.0",
        id=refusal.quarantine_id,
        source=SOURCE,
        time=now,
        shopid=refusal.shop_id,
        data=EventQuarantinedData(
            quarantine_id=refusal.quarantine_id,
            reason=refusal.reason,  # type: ignore[arg-type]  # a Refused holds no other
            path=refusal.path,
            event_type=refusal.event_type,
            event_id=refusal.event_id,
        ),
    )


def _event_id(scanned: Scanned, refused: Refused, desk: Desk) -> str | None:
    """The event's id without people in it; None where the text does not show reliably who they are."""
    if scanned.object is None or refused.reason in {"repeated_member", "bad_text"}:
        return None
    try:
        desk.pseudonyms.disguise(scanned.object)
    except RecursionError:
        return None
    event_id = scanned.object.get("id")
    return readable(event_id)[:ID_CHARACTERS] or None if isinstance(event_id, str) else None
