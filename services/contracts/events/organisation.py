"""Roles, tasks, content, and what people do with alerts (events.md E11)."""

from typing import Annotated

from msgspec import Meta

from services.contracts.envelope import Envelope
from services.contracts.events.structures import Evidence
from services.contracts.fields import Count, Data, Id, Keyword, Money, Obj, SettingData, Time, Url
from services.contracts.vocabulary import ContactChannel, ContentChannel, Department, TaskKind


class OrgRoleSetData(SettingData, frozen=True, kw_only=True, gc=False):
    """`data` of `org.role.set`."""

    role_id: Id
    department: Department
    person_id: Id
    is_lead: bool
    contact_channel: ContactChannel
    webhook_url: Url | None = None
    contact: Annotated[str, Meta(max_length=500)] | None = None
    backup_role_id: Id | None = None
    active: bool


class OrgRoleSet(Envelope, frozen=True, kw_only=True, tag="org.role.set"):
    """岗位: One person may hold several roles; a role belongs to one department. A department
    should have one active lead; without one its alerts go to the `OPS` lead, then the `MGR`
    lead, then to the shop's endpoints, marked "no lead".
    """

    CLASS = "S"
    KEY = ("role_id",)

    data: OrgRoleSetData


class TaskAssignedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `task.assigned`."""

    task_id: Id
    task_kind: TaskKind
    department: Department
    person_id: Id | None = None
    item_id: Id | None = None
    keyword: Keyword | None = None
    metric: Id | None = None
    rule_id: Id | None = None
    alert_id: Id | None = None
    step: Annotated[str, Meta(max_length=300)]
    do_not: Annotated[str, Meta(max_length=300)] | None = None
    due_at: Time
    visitors_needed: Count | None = None
    budget_minor: Money | None = None
    evidence: Annotated[list[Evidence], Meta(max_length=20)] | None = None


class TaskAssigned(Envelope, frozen=True, kw_only=True, tag="task.assigned"):
    """任务下达: Sent by people or by the planner (`source` tells which)."""

    KEY = ("task_id",)

    data: TaskAssignedData


class TaskAnsweredData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `task.answered`."""

    answer_id: Id
    task_id: Id
    person_id: Id
    cause: Annotated[str, Meta(max_length=500)]
    fix: Annotated[str, Meta(max_length=500)]
    budget_minor: Money | None = None


class TaskAnswered(Envelope, frozen=True, kw_only=True, tag="task.answered"):
    """任务回复: The department's own view: cause, fix, budget."""

    KEY = ("answer_id",)

    data: TaskAnsweredData


class TaskDoneData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `task.done`."""

    task_id: Id
    person_id: Id
    amount_done: Count | None = None
    note: Annotated[str, Meta(max_length=500)] | None = None


class TaskDone(Envelope, frozen=True, kw_only=True, tag="task.done"):
    """任务完成: A task was carried out."""

    KEY = ("task_id",)

    data: TaskDoneData


class TaskCancelledData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `task.cancelled`."""

    task_id: Id
    reason: Annotated[str, Meta(max_length=300)] | None = None


class TaskCancelled(Envelope, frozen=True, kw_only=True, tag="task.cancelled"):
    """任务取消: A task is no longer wanted."""

    KEY = ("task_id",)

    data: TaskCancelledData


class BuyerErasedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `buyer.erased`."""

    erasure_id: Id
    buyer_id: Id | None = None
    visitor_id: Id | None = None
    person_id: Id | None = None


class BuyerErased(Envelope, frozen=True, kw_only=True, tag="buyer.erased"):
    """个人信息删除: A person asked to be forgotten."""

    KEY = ("erasure_id",)

    data: BuyerErasedData


class ContentPublishedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `content.published`."""

    content_id: Id
    channel: ContentChannel
    person_id: Id | None = None
    title: Annotated[str, Meta(max_length=200)] | None = None


class ContentPublished(Envelope, frozen=True, kw_only=True, tag="content.published"):
    """内容发布: A piece of content appeared on a channel."""

    KEY = ("content_id", "channel")

    data: ContentPublishedData


class AlertAcknowledgedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `alert.acknowledged`."""

    ack_id: Id
    alert_id: Id
    person_id: Id
    expires_at: Time | None = None


class AlertAcknowledged(Envelope, frozen=True, kw_only=True, tag="alert.acknowledged"):
    """告警已接手: A person took an alert on."""

    KEY = ("ack_id",)

    data: AlertAcknowledgedData


class AlertSnoozedData(Data, frozen=True, kw_only=True, gc=False):
    """`data` of `alert.snoozed`."""

    snooze_id: Id
    alert_id: Id | None = None
    rule_id: Id | None = None
    scope: Obj | None = None
    person_id: Id
    until: Time
    reason: Annotated[str, Meta(max_length=300)]


class AlertSnoozed(Envelope, frozen=True, kw_only=True, tag="alert.snoozed"):
    """告警静默: A person put an alert or a rule to sleep."""

    KEY = ("snooze_id",)

    data: AlertSnoozedData
