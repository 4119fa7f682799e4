"""What is known of one incident."""

from datetime import datetime
from typing import Literal

import msgspec

from services.contracts.vocabulary import Route, Severity

State = Literal["ok", "pending", "firing", "recovering", "no_data", "resolved"]


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long a breach must hold before it is said, and how long it must be over (R1 `for` and `keep`)."""

    hold_seconds: int = 0
    hold_evaluations: int = 0
    keep_seconds: int = 0


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One incident of one (shop, rule, scope), from its first breach to its end; all times are aware."""

    alert_id: str
    shop_id: str
    rule_id: str
    scope: dict[str, str]
    state: State = "ok"
    state_before_silence: State | None = None
    severity: Severity = "warning"
    route: Route = "notice"
    terms: Terms = Terms()

    since: datetime | None = None
    evaluations: int = 0
    slot: str = ""
    is_unknown: bool = False
    opened_at: datetime | None = None
    recovering_at: datetime | None = None
    resolved_at: datetime | None = None
    deadline: datetime | None = None
    transitions: int = 0

    value: int | float | None = None
    told_distance: float = 0.0
    told_at: datetime | None = None
    window_start: datetime | None = None
    window_end: datetime | None = None
    revision: int = 0
    is_final: bool = False
    is_revised: bool = False

    nag_from: datetime | None = None
    level: int = 0
    is_deadline_told: bool = False
    acknowledged_by: str | None = None
    acknowledged_until: datetime | None = None
    snoozed_until: datetime | None = None
    inhibited_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still holds the place of its (shop, rule, scope)."""
        return self.state not in {"ok", "resolved"}

    @property
    def is_said(self) -> bool:
        """Whether it was opened and is not over."""
        return self.opened_at is not None and self.resolved_at is None
