"""The tables of the planner's database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, Text
from sqlmodel import Field, SQLModel


def _moment(**more: Any) -> Any:
    return Field(sa_type=DateTime(timezone=True), **more)


def _large(**more: Any) -> Any:
    return Field(sa_column=Column(BigInteger, nullable=more.pop("nullable", False)), **more)


class ShopProfile(SQLModel, table=True):
    """Money and zone of a shop, as fixed with its first event."""

    __tablename__ = "shop_profile"

    shop_id: str = Field(primary_key=True)
    currency: str
    exponent: int
    timezone: str


class ItemName(SQLModel, table=True):
    """What an item is called, by its latest listing."""

    __tablename__ = "item_name"

    shop_id: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    title: str
    listed_at: datetime = _moment()


class Setting(SQLModel, table=True):
    """A statement of an S event that counts: the highest revision of its key and moment. `body` is the event."""

    __tablename__ = "setting"

    shop_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    effective_from: str = Field(primary_key=True)
    revision: int
    time: str
    event_id: str
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DayFigure(SQLModel, table=True):
    """A figure of a shop day; `dimension` is "", `traffic_source` or `item_id`, `name` its value.

    `revision` 0 is a running figure, from 1 on final ones; `value` None is no data.
    """

    __tablename__ = "day_figure"

    shop_id: str = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    value: int | None = _large(nullable=True, default=None)
    revision: int
    is_history: bool = False
    is_provisional: bool = False


class HourFigure(SQLModel, table=True):
    """A figure of one hour of the shop; `start` in epoch seconds, `revision` as in `DayFigure`."""

    __tablename__ = "hour_figure"

    shop_id: str = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    start: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    value: int | None = _large(nullable=True, default=None)
    revision: int


class PlanBranch(SQLModel, table=True):
    """The baseline of one period (see `tree.Branch`)."""

    __tablename__ = "plan_branch"

    shop_id: str = Field(primary_key=True)
    plan_metric: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    number: int = _large()
    since: date
    is_set: bool
    is_sum: bool
    plan_gap: int = _large()
    weight: str = ""


class FrozenTarget(SQLModel, table=True):
    """The target that a begun period is judged by, for good."""

    __tablename__ = "frozen_target"

    shop_id: str = Field(primary_key=True)
    plan_metric: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    target: int = _large()


class GoalNode(SQLModel, table=True):
    """A node of the plan as it was last published; `scope` is canonical JSON without the shop."""

    __tablename__ = "goal_node"

    shop_id: str = Field(primary_key=True)
    plan_metric: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    baseline: int = _large()
    current: int = _large()
    shortfall: int = _large()
    is_unreachable: bool
    remaining: int | None = _large(nullable=True, default=None)
    baseline_left: int | None = _large(nullable=True, default=None)


class PlanState(SQLModel, table=True):
    """The newest cascade of a shop's plan; `revision` counts what was published."""

    __tablename__ = "plan_state"

    shop_id: str = Field(primary_key=True)
    plan_metric: str = Field(primary_key=True)
    cascade_id: str
    revision: int


class SaidFigure(SQLModel, table=True):
    """What was last said of a metric row: nothing is said twice."""

    __tablename__ = "said_figure"

    shop_id: str = Field(primary_key=True)
    row_id: str = Field(primary_key=True)
    figure: str
    revision: int


class ReportIssue(SQLModel, table=True):
    """How often a report was issued; `digest` of the figures in it, `published` the revision last put on the stream."""

    __tablename__ = "report_issue"

    shop_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    digest: str
    revision: int
    previous_actual: int | None = _large(nullable=True, default=None)
    actual: int | None = _large(nullable=True, default=None)
    changed_at: datetime = _moment()
    published: int = 0


class OpenAlert(SQLModel, table=True):
    """An alert that has not been resolved; `body` is its opening event as JSON."""

    __tablename__ = "open_alert"

    shop_id: str = Field(primary_key=True)
    alert_id: str = Field(primary_key=True)
    severity: str
    route: str
    state: str
    opened_at: datetime = _moment()
    deadline: datetime = _moment()
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PendingWork(SQLModel, table=True):
    """Something to think about again: the plan (`day` empty) or a closed day."""

    __tablename__ = "pending_work"

    shop_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    cause: str
    since: datetime = _moment()


class OutboxLine(SQLModel, table=True):
    """One line that goes to a topic, in the order of `id`; deleted when the broker has acknowledged it."""

    __tablename__ = "outbox_line"

    id: int | None = Field(default=None, primary_key=True)
    topic: str
    shop_id: str
    body: str = Field(sa_column=Column(Text, nullable=False))
