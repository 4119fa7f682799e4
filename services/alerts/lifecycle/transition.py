"""What became of an incident, as something to be told."""

from datetime import datetime
from typing import Literal

import msgspec

from services.alerts.lifecycle.alert import Alert
from services.contracts.vocabulary import AlertReason

Kind = Literal["opened", "updated", "escalated", "resolved"]


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """`number` counts the transitions of the incident; `level` is the step of an escalation.

    `is_quiet` ones are recorded and published, but no message is sent: snoozed or inhibited.
    """

    kind: Kind
    reason: AlertReason
    at: datetime
    number: int
    level: int = 0
    is_quiet: bool = False


Step = tuple[Alert, Transition | None]


def told(alert: Alert, kind: Kind, reason: AlertReason, now: datetime, level: int = 0) -> Step:
    """The alert with one transition more, and that transition; a resolution is never quiet."""
    number = alert.transitions + 1
    is_hidden = alert.inhibited_by is not None or is_snoozed(alert, now)
    transition = Transition(
        kind=kind,
        reason=reason,
        at=now,
        number=number,
        level=level,
        is_quiet=is_hidden and kind != "resolved",
    )
    return msgspec.structs.replace(alert, transitions=number), transition


def is_snoozed(alert: Alert, now: datetime) -> bool:
    return alert.snoozed_until is not None and now < alert.snoozed_until
