"""What the services themselves say: metrics, alerts, goals, reports (events.md E12)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.events.structures import Evidence, Window
from services.contracts.fields import Count, Data, Day, Figure, Id, Int, Keyword, Money, Obj, Revision, Time
from services.contracts.vocabulary import (
    AlertReason,
    Band,
    Basis,
    CascadeCause,
    Department,
    GoalLevel,
    NullReason,
    PlanMetric,
    RejectReason,
    ReportKind,
    Route,
    Severity,
    Unit,
    Verdict,
)


class MetricRolledData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `metric.rolled`."""

    metric: Id
    metric_zh: Annotated[str, Meta(max_length=60)]
    scope: Obj
    window: Window
    value: Figure | None = None
    numerator: Figure | None = None
    denominator: Figure | None = None
    unit: Unit
    basis: Basis
    is_final: bool
    revision: Revision
    is_history: bool | None = None
    is_provisional: bool | None = None
    null_reason: NullReason | None = None
    band: Band | None = None
    error: Figure | None = None
    label: Id | None = None
    parts: Obj | None = None
    from_offset: Count | None = None
    to_offset: Count | None = None


class MetricRolled(Envelope, frozen=True, kw_only=True, tag="metric.rolled"):
    """指标产出: One figure of one metric, scope and window."""

    KEY = ("metric", "scope", "window", "revision", "is_final")

    data: MetricRolledData


class AlertOpenedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `alert.opened`."""

    alert_id: Id
    rule_id: Id
    rule_revision: Int
    scope: Obj
    severity: Severity
    route: Route
    metric: Id | None = None
    metric_zh: Annotated[str, Meta(max_length=60)] | None = None
    value: Figure | None = None
    threshold: Figure | None = None
    clear_threshold: Figure | None = None
    unit: Unit | None = None
    window: Window | None = None
    department: Department
    person_id: Id | None = None
    role_id: Id | None = None
    is_no_lead: bool | None = None
    step: Annotated[str, Meta(max_length=300)]
    do_not: Annotated[str, Meta(max_length=300)] | None = None
    deadline: Time
    evidence: Annotated[list[Evidence], Meta(min_length=1, max_length=20)]
    recommendation_blocked: bool | None = None
    is_revised: bool | None = None


class AlertOpened(Envelope, frozen=True, kw_only=True, tag="alert.opened"):
    """告警触发: An alert began to fire."""

    KEY = ("alert_id",)

    data: AlertOpenedData


class AlertUpdatedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `alert.updated`."""

    update_id: Id
    alert_id: Id
    reason: AlertReason
    severity: Severity
    route: Route
    value: Figure | None = None
    evidence: Annotated[list[Evidence], Meta(max_length=20)] | None = None


class AlertUpdated(Envelope, frozen=True, kw_only=True, tag="alert.updated"):
    """告警变化: Severity, route or value step changed, or the data behind it was restated."""

    KEY = ("update_id",)

    data: AlertUpdatedData


class AlertEscalatedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `alert.escalated`."""

    escalation_id: Id
    alert_id: Id
    level: Count
    department: Department
    person_id: Id | None = None
    reason: AlertReason


class AlertEscalated(Envelope, frozen=True, kw_only=True, tag="alert.escalated"):
    """告警升级: An alert went on to the next person."""

    KEY = ("escalation_id",)

    data: AlertEscalatedData


class AlertResolvedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `alert.resolved`."""

    alert_id: Id
    reason: AlertReason
    value: Figure | None = None
    duration_seconds: Count
    evidence: Annotated[list[Evidence], Meta(max_length=20)] | None = None


class AlertResolved(Envelope, frozen=True, kw_only=True, tag="alert.resolved"):
    """告警恢复: An alert is over."""

    KEY = ("alert_id",)

    data: AlertResolvedData


class GoalCascadedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `goal.cascaded`."""

    cascade_id: Id
    plan_metric: PlanMetric
    level: GoalLevel
    period: Annotated[str, Meta(max_length=10)]
    scope: Obj
    baseline: Count
    current: Count
    budget_minor: Money | None = None
    shortfall: Count
    is_unreachable: bool
    cause: CascadeCause
    revision: Revision
    nodes_total: Count | None = None


class GoalCascaded(Envelope, frozen=True, kw_only=True, tag="goal.cascaded"):
    """目标分解: One node of the plan tree. A cascade is published whole or not at all: its first
    node carries `nodes_total`, and a reader uses it only when all have come.
    """

    KEY = ("cascade_id", "level", "period", "scope")

    data: GoalCascadedData


class KeywordJudgedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `keyword.judged`."""

    judgement_id: Id
    day: Day
    keyword: Keyword
    item_id: Id | None = None
    verdict: Verdict
    row: Id
    evidence: Annotated[list[Evidence], Meta(min_length=1, max_length=10)]


class KeywordJudged(Envelope, frozen=True, kw_only=True, tag="keyword.judged"):
    """关键词结论: What to do with a keyword."""

    KEY = ("judgement_id",)

    data: KeywordJudgedData


class ReportPublishedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `report.published`."""

    report_id: Id
    report_kind: ReportKind
    period: Annotated[str, Meta(max_length=10)]
    revision: Revision
    sections: Annotated[list[Id], Meta(min_length=1, max_length=20)]
    is_provisional: bool
    summary: Annotated[list[Annotated[str, Meta(max_length=500)]], Meta(max_length=20)] | None = None
    path: Annotated[str, Meta(max_length=200)] | None = None


class ReportPublished(Envelope, frozen=True, kw_only=True, tag="report.published"):
    """报告发布: A report came out."""

    KEY = ("report_id", "revision")

    data: ReportPublishedData


class EventQuarantinedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `event.quarantined`."""

    quarantine_id: Id
    reason: RejectReason
    path: Annotated[str, Meta(max_length=200)] | None = None
    event_type: Annotated[str, Meta(max_length=60)] | None = None
    event_id: Annotated[str, Meta(max_length=128)] | None = None


class EventQuarantined(Envelope, frozen=True, kw_only=True, tag="event.quarantined"):
    """事件隔离: An event was refused and kept apart."""

    KEY = ("quarantine_id",)

    data: EventQuarantinedData
