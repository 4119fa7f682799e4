"""Words for incidents and what they learn."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.alerts.lifecycle import Alert, Judged, Terms, Transition, settle

START = datetime(2026, 11, 20, 2, 0, 10, tzinfo=UTC)


def after(minutes: float = 0, seconds: float = 0) -> datetime:
    return START + timedelta(minutes=minutes, seconds=seconds)


def alert(**more: Any) -> Alert:
    return Alert(alert_id="al1", shop_id="s1", rule_id="r1", scope={"shop_id": "s1"}, **more)


def seen(verdict: str = "breach", **more: Any) -> Judged:
    usual: dict[str, Any] = {"severity": "critical", "route": "page", "terms": Terms(keep_seconds=60)}
    return Judged(verdict=verdict, **{**usual, **more})  # type: ignore[arg-type]


class Life:
    """An incident that is told things at moments, and everything that was said of it."""

    def __init__(self, start: Alert | None = None) -> None:
        """Begins with no breach."""
        self.alert = start or alert()
        self.said: list[Transition] = []

    def learn(self, evidence: Any, now: datetime) -> "Life":
        self.alert, transitions = settle(self.alert, evidence, now)
        self.said += transitions
        return self

    def kinds(self) -> list[str]:
        return [f"{each.kind}:{each.reason}" for each in self.said]
