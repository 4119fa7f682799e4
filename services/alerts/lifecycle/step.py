"""One step of an incident: what it was and what it learns give what it is and what is to be told."""

from datetime import datetime

from services.alerts.lifecycle import elapsed, judged, people, silence
from services.alerts.lifecycle.alert import Alert
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
from services.alerts.lifecycle.transition import Step, Transition

MOST_STEPS = 8


def step(alert: Alert, evidence: Evidence, now: datetime) -> Step:
    """The alert after `evidence` at `now`, and the one transition that follows from it, if any.

    A resolved alert stays as it is: a further breach is another incident.
    """
    if alert.state == "resolved":
        return alert, None
    match evidence:
        case Judged():
            return judged.judge(alert, evidence, now)
        case Ended():
            return judged.end(alert, evidence, now)
        case Elapsed():
            return elapsed.elapse(alert, evidence, now)
        case Silent() | Back():
            return silence.heard(alert, isinstance(evidence, Back), now)
        case Acknowledged() | Snoozed() | Inhibited():
            return people.marked(alert, evidence, now), None


def settle(alert: Alert, evidence: Evidence, now: datetime) -> tuple[Alert, list[Transition]]:
    """`step`, then whatever the time that has passed brings with it at the same moment."""
    alert, first = step(alert, evidence, now)
    transitions = [first] if first else []
    is_alive = evidence.is_alive if isinstance(evidence, Elapsed) else True
    for _ in range(MOST_STEPS):
        after, transition = step(alert, Elapsed(is_alive), now)
        if transition is None and after == alert:
            break
        alert = after
        if transition:
            transitions.append(transition)
    return alert, transitions
