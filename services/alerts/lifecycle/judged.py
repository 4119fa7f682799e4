"""What a judgement does to an incident: begin, open, worsen, recover, correct."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from services.alerts.lifecycle.alert import Alert
from services.alerts.lifecycle.evidence import Ended, Judged
from services.alerts.lifecycle.transition import Step, told
from services.contracts.vocabulary import AlertReason, Route

WORSE_EVERY = timedelta(minutes=10)
RANK = {"info": 0, "warning": 1, "critical": 2}


def judge(alert: Alert, seen: Judged, now: datetime) -> Step:
    """Data that come while the family counts as silent wait for `Back`; what is unknown changes nothing."""
    if alert.state == "no_data" or _is_repeated(alert, seen):
        return alert, None
    if seen.verdict == "unknown":
        return replace(alert, is_unknown=True), None
    if alert.state in {"ok", "pending"}:
        return _before_opening(replace(alert, is_unknown=False), seen, now)
    return _while_said(alert, seen, now)


def end(alert: Alert, over: Ended, now: datetime) -> Step:
    """The subject is gone: what was said is resolved, what was not said is forgotten."""
    if alert.opened_at is None:
        return replace(alert, state="ok"), None
    return resolve(alert, over.reason, now)


def resolve(alert: Alert, reason: AlertReason, now: datetime) -> Step:
    return told(replace(alert, state="resolved", resolved_at=now), "resolved", reason, now)


def is_held(alert: Alert, now: datetime) -> bool:
    """Whether a pending breach has lasted as long, or was seen as often, as its rule asks."""
    assert alert.since is not None
    if alert.terms.hold_evaluations:
        return alert.evaluations >= alert.terms.hold_evaluations
    return now >= alert.since + timedelta(seconds=alert.terms.hold_seconds)


def open_now(alert: Alert, now: datetime) -> Step:
    opened = replace(alert, state="firing", opened_at=now, nag_from=now, told_at=now)
    return told(opened, "opened", "first_breach", now)


def _before_opening(alert: Alert, seen: Judged, now: datetime) -> Step:
    if seen.verdict != "breach":
        return replace(alert, state="ok", since=None, evaluations=0, slot=""), None
    if alert.state == "ok":
        if seen.is_old:
            return alert, None
        alert = replace(alert, state="pending", since=now, evaluations=0, slot="")
    is_new_evaluation = not seen.slot or seen.slot != alert.slot
    alert = replace(
        _with_figures(alert, seen),
        evaluations=alert.evaluations + is_new_evaluation,
        slot=seen.slot,
        severity=seen.severity,
        route=_route(seen, now),
        terms=seen.terms,
        deadline=seen.deadline,
        told_distance=seen.distance,
        is_revised=seen.is_final and seen.revision > 1,
    )
    return open_now(alert, now) if is_held(alert, now) else (alert, None)


def _while_said(alert: Alert, seen: Judged, now: datetime) -> Step:
    if _is_restated(alert, seen):
        return _restated(alert, seen, now)
    alert = replace(_with_figures(alert, seen), terms=seen.terms)
    if seen.verdict == "breach":
        return _still_breached(replace(alert, state="firing", recovering_at=None), seen, now)
    if seen.verdict == "between":
        return replace(alert, state="firing", recovering_at=None), None
    if alert.state == "recovering":
        return alert, None
    if not alert.terms.keep_seconds:
        return resolve(alert, "cleared", now)
    return replace(alert, state="recovering", recovering_at=now), None


def _still_breached(alert: Alert, seen: Judged, now: datetime) -> Step:
    """Told again when the severity rises, and at each doubling of the distance, at most every ten minutes."""
    is_graver = RANK[seen.severity] > RANK[alert.severity]
    assert alert.told_at is not None
    has_doubled = seen.distance >= 2 * max(alert.told_distance, 1e-9) and seen.distance > alert.told_distance
    if not is_graver and not (has_doubled and now >= alert.told_at + WORSE_EVERY):
        return alert, None
    worse = replace(alert, told_at=now, told_distance=max(seen.distance, alert.told_distance))
    if is_graver:
        worse = replace(worse, severity=seen.severity, route=_route(seen, now), nag_from=now, level=0)
    return told(worse, "updated", "value_worse", now)


def _is_repeated(alert: Alert, seen: Judged) -> bool:
    """A final figure of the same window that is not newer than the one known."""
    return (
        seen.is_final
        and alert.is_final
        and alert.window_start == seen.window_start
        and seen.revision <= alert.revision
    )


def _is_restated(alert: Alert, seen: Judged) -> bool:
    return (
        seen.is_final
        and alert.is_final
        and alert.window_start == seen.window_start
        and seen.revision > alert.revision
    )


def _restated(alert: Alert, seen: Judged, now: datetime) -> Step:
    """One correction per revision: it undoes the breach, or says the corrected value."""
    has_changed = seen.value != alert.value
    alert = _with_figures(alert, seen)
    if seen.verdict != "breach":
        return resolve(alert, "data_revised", now)
    if not has_changed:
        return alert, None
    return told(replace(alert, is_revised=True), "updated", "data_revised", now)


def _route(seen: Judged, now: datetime) -> Route:
    """A breach found by restating an old window is nobody's emergency any more."""
    is_revised = seen.is_final and seen.revision > 1
    if seen.route == "page" and is_revised and seen.window_end and seen.window_end < now - seen.old_news:
        return "notice"
    return seen.route


def _with_figures(alert: Alert, seen: Judged) -> Alert:
    return replace(
        alert,
        value=alert.value if seen.value is None else seen.value,
        window_start=seen.window_start or alert.window_start,
        window_end=seen.window_end or alert.window_end,
        revision=seen.revision,
        is_final=seen.is_final,
        is_unknown=False,
    )
