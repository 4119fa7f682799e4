"""The life of an incident (rules.md R3): state, evidence and the present in; state and at most one transition out."""

from services.alerts.lifecycle.alert import Alert, Terms
from services.alerts.lifecycle.evidence import (
    Acknowledged,
    Back,
    Elapsed,
    Ended,
    Evidence,
    Inhibited,
    Judged,
    Silent,
    Snoozed,
)
from services.alerts.lifecycle.step import settle, step
from services.alerts.lifecycle.timers import due_at
from services.alerts.lifecycle.transition import Transition

__all__ = [
    "Acknowledged",
    "Alert",
    "Back",
    "Elapsed",
    "Ended",
    "Evidence",
    "Inhibited",
    "Judged",
    "Silent",
    "Snoozed",
    "Terms",
    "Transition",
    "due_at",
    "settle",
    "step",
]
