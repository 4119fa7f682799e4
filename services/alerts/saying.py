"""What is said of a transition: the event for the stream (E12) and the body of the webhook (R2); pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from services.alerts.judging.finding import Says
from services.alerts.lifecycle import Alert, Transition
from services.alerts.moments import text
from services.alerts.routing.roles import Owner
from services.alerts.rules.pack import Rule
from services.contracts.envelope import Envelope
from services.contracts.events import outputs
from services.contracts.events.structures import Evidence
from services.contracts.metrics import CATALOGUE
from services.contracts.registry import encode

SOURCE = "/alerts"
ZH_MAX, EVIDENCE_MAX = 60, 20
NOTHING = Evidence(name="value", label_zh="值")


class Told(NamedTuple):
    """A transition with all that is said of it."""

    alert: Alert
    transition: Transition
    rule: Rule
    rule_revision: int
    says: Says
    owner: Owner
    joined: Mapping[str, list[Evidence]]
    department: str
    person_id: str | None


def transition_id(alert_id: str, number: int) -> str:
    return f"{alert_id}-{number}"


def name_of(transition: Transition) -> str:
    return f"alert.{transition.kind}"


def evidence_of(says: Says, joined: Mapping[str, list[Evidence]]) -> list[Evidence]:
    """The alert's own figures, then those of the rules that it speaks for."""
    others = [each for rule in sorted(joined) for each in joined[rule]]
    return [*says.evidence, *others][:EVIDENCE_MAX]


def event_of(told: Told) -> bytes:
    """The line for `shop.alerts`; the same transition gives the same bytes."""
    build = {"opened": _opened, "updated": _updated, "escalated": _escalated, "resolved": _resolved}
    data = build[told.transition.kind](told)
    kind: Any = {
        "opened": outputs.AlertOpened,
        "updated": outputs.AlertUpdated,
        "escalated": outputs.AlertEscalated,
        "resolved": outputs.AlertResolved,
    }[told.transition.kind]
    alert = told.alert
    event: Envelope = kind(
        specversion="1.0",
        id=transition_id(alert.alert_id, told.transition.number),
        source=SOURCE,
        subject=alert.alert_id,
        time=told.transition.at,
        receivedat=told.transition.at,
        shopid=alert.shop_id,
        partitionkey=alert.shop_id,
        data=data,
    )
    return encode(event)


def body_of(told: Told) -> bytes:
    """The webhook's body: the fields of the event and of R2, whatever the transition."""
    event: dict[str, Any] = msgspec.json.decode(event_of(told))
    data = {**fields_of(told), **event["data"]}
    return body(name_of(told.transition), told.transition.at, data)


def body(name: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode({"type": name, "timestamp": text(at), "data": data})


def fields_of(told: Told) -> dict[str, Any]:
    """All that R2 asks for, as JSON; what is not known is left out."""
    alert, rule, says = told.alert, told.rule, told.says
    fields = {
        "alert_id": alert.alert_id,
        "shop_id": alert.shop_id,
        "rule_id": rule.id,
        "rule_zh": rule.name.zh,
        "rule_en": rule.name.en,
        "rule_revision": told.rule_revision,
        "transition": told.transition.number,
        "reason": told.transition.reason,
        "group": rule.group,
        "scope": alert.scope,
        "state": alert.state,
        "severity": alert.severity,
        "route": alert.route,
        "metric": says.metric,
        "metric_zh": zh_of(says.metric),
        "value": says.value,
        "threshold": says.threshold,
        "clear_threshold": says.clear_threshold,
        "unit": says.unit,
        "window": says.window,
        "department": told.owner.department,
        "person_id": told.owner.role.person_id if told.owner.role else None,
        "role_id": told.owner.role.role_id if told.owner.role else None,
        "is_no_lead": told.owner.is_no_lead or None,
        "step": rule.step.zh,
        "step_en": rule.step.en,
        "do_not": rule.do_not.zh or None,
        "do_not_en": rule.do_not.en or None,
        "deadline": alert.deadline,
        "opened_at": alert.opened_at,
        "resolved_at": alert.resolved_at,
        "evidence": evidence_of(says, told.joined),
        "recommendation_blocked": says.recommendation_blocked,
        "is_revised": alert.is_revised or None,
    }
    plain: dict[str, Any] = msgspec.to_builtins(
        {name: value for name, value in fields.items() if value is not None}
    )
    return plain


def zh_of(metric: str | None) -> str | None:
    return CATALOGUE[metric].zh[:ZH_MAX] if metric in CATALOGUE else None


def _opened(told: Told) -> outputs.AlertOpenedData:
    alert, says, role = told.alert, told.says, told.owner.role
    return outputs.AlertOpenedData(
        alert_id=alert.alert_id,
        rule_id=told.rule.id,
        rule_revision=told.rule_revision,
        scope=dict(alert.scope),
        severity=alert.severity,
        route=alert.route,
        metric=says.metric,
        metric_zh=zh_of(says.metric),
        value=says.value,
        threshold=says.threshold,
        clear_threshold=says.clear_threshold,
        unit=says.unit,  # type: ignore[arg-type]  # units come from the rule pack and the rows
        window=says.window,
        department=told.owner.department,  # type: ignore[arg-type]  # departments come from the contract
        person_id=role.person_id if role else None,
        role_id=role.role_id if role else None,
        is_no_lead=told.owner.is_no_lead or None,
        step=told.rule.step.zh,
        do_not=told.rule.do_not.zh or None,
        deadline=alert.deadline or told.transition.at,
        evidence=evidence_of(says, told.joined) or [NOTHING],
        recommendation_blocked=says.recommendation_blocked,
        is_revised=alert.is_revised or None,
    )


def _updated(told: Told) -> outputs.AlertUpdatedData:
    alert = told.alert
    return outputs.AlertUpdatedData(
        update_id=transition_id(alert.alert_id, told.transition.number),
        alert_id=alert.alert_id,
        reason=told.transition.reason,
        severity=alert.severity,
        route=alert.route,
        value=told.says.value,
        evidence=evidence_of(told.says, told.joined),
    )


def _escalated(told: Told) -> outputs.AlertEscalatedData:
    alert = told.alert
    return outputs.AlertEscalatedData(
        escalation_id=transition_id(alert.alert_id, told.transition.number),
        alert_id=alert.alert_id,
        level=told.transition.level,
        department=told.department,  # type: ignore[arg-type]  # departments come from the contract
        person_id=told.person_id,
        reason=told.transition.reason,
    )


def _resolved(told: Told) -> outputs.AlertResolvedData:
    alert = told.alert
    assert alert.opened_at is not None
    return outputs.AlertResolvedData(
        alert_id=alert.alert_id,
        reason=told.transition.reason,
        value=told.says.value,
        duration_seconds=int((told.transition.at - alert.opened_at).total_seconds()),
        evidence=evidence_of(told.says, told.joined),
    )
