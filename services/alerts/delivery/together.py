"""What a request carries: one message as it was recorded, or several in one for a person; pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from services.alerts.moments import text
from services.contracts.moments import moment_of

GROUP = "alert.group"
WORST_FIRST = ("critical", "warning", "info")


class Part(NamedTuple):
    """A recorded message: the body is sent as it is when it goes alone."""

    type: str
    at_us: int
    body: str


def body_of(parts: Sequence[Part]) -> bytes:
    """One: its own bytes. Several: `{"type": "alert.group", ..., "data": {"count", "worst", "alerts": [...]}}`."""
    if len(parts) == 1:
        return parts[0].body.encode()
    alerts = [_alert(part) for part in parts]
    worst = min(alerts, key=_rank)
    data = {"count": len(alerts), "worst": worst.get("alert_id"), "alerts": alerts}
    moment = text(moment_of(max(part.at_us for part in parts)))
    return msgspec.json.encode({"type": GROUP, "timestamp": moment, "data": data})


def type_of(parts: Sequence[Part]) -> str:
    """The `type` of that body."""
    return parts[0].type if len(parts) == 1 else GROUP


def _alert(part: Part) -> dict[str, Any]:
    body = msgspec.json.decode(part.body, type=dict[str, Any])
    return {"type": part.type, "timestamp": body.get("timestamp"), **body.get("data", {})}


def _rank(alert: dict[str, Any]) -> int:
    severity = alert.get("severity")
    return WORST_FIRST.index(severity) if severity in WORST_FIRST else len(WORST_FIRST)
