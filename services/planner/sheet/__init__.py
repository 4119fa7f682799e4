"""What the morning page shows, as plain values; a number that stands here is printed, never computed again.

Money and counts are integers (money in minor units of `currency` with `exponent` decimals), ratios are exact
`Ratio`s, times are aware and in the shop's zone. `None` = not known, never 0. `Words` carry both languages.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from services.planner.sheet.drawn import Cost, Explanation, FactorLine, HourBar, MonthDay, SourceLine, Today
from services.planner.sheet.plain import Ratio, Words

__all__ = [
    "AlertLine",
    "Cost",
    "DataNote",
    "DayLeft",
    "Explanation",
    "FactorLine",
    "HourBar",
    "ItemLine",
    "KeyFigures",
    "MonthDay",
    "MorningView",
    "Ratio",
    "Share",
    "SourceLine",
    "Today",
    "TreeNode",
    "Verdict",
    "Words",
]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Met or missed, and why, in two lines. `state` no_plan: ask for a month target first."""

    state: Literal["met", "missed", "no_plan", "no_data", "closed"]
    headline: Words
    second: Words | None = None
    is_provisional: bool = False
    revision: int = 1
    previous_actual: int | None = None


class KeyFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The six figures under the verdict: target, actual, attainment, month to date, today, shortfall."""

    target: int | None = None
    is_target_by_hand: bool = False
    actual: int | None = None
    buyers: int | None = None
    visitors: int | None = None
    attainment: Ratio | None = None
    gap: int | None = None
    month_to_date: int | None = None
    month_target: int | None = None
    month_attained: Ratio | None = None
    today_target: int | None = None
    today_baseline: int | None = None
    shortfall: int | None = None
    is_unreachable: bool = False
    required_uplift: Ratio | None = None


class TreeNode(msgspec.Struct, frozen=True, kw_only=True):
    """One step of year > quarter > month > day: its target (baseline), current plan and what came in."""

    level: Literal["year", "quarter", "month", "day"]
    period: str
    baseline: int
    current: int
    actual: int
    attained: Ratio | None
    shortfall: int
    is_unreachable: bool
    plan_gap: int = 0


class ItemLine(msgspec.Struct, frozen=True, kw_only=True):
    """Main items against their share of the plan; first the whole shop (`item_id` None, kind shop), last the rest."""

    kind: Literal["shop", "item", "rest"]
    item_id: str | None
    name: Words
    gmv: int | None
    target: int | None
    gap: int | None
    visitors: int | None = None
    conversion: Ratio | None = None
    planned_conversion: Ratio | None = None
    value_per_buyer: Ratio | None = None
    planned_value_per_buyer: Ratio | None = None


class AlertLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open alert with whose it is and by when; sorted by route (page first), then deadline."""

    alert_id: str
    rule_id: str
    severity: str
    route: str
    state: str
    department: str
    department_name: Words
    person_id: str | None
    title: Words
    detail: Words
    step: str
    do_not: str | None
    opened_at: datetime
    deadline: datetime


class DayLeft(msgspec.Struct, frozen=True, kw_only=True):
    """A day that is not over, today included."""

    day: date
    baseline: int
    current: int
    is_today: bool = False
    is_capped: bool = False


class DataNote(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader must know about the data behind the page."""

    newest_at: datetime | None
    waiting_for: tuple[Words, ...] = ()
    note: Words | None = None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Today's target split to a department, person or traffic source (planning.md P8)."""

    dimension: Literal["department", "person", "traffic_source", "item"]
    key: str
    name: Words
    baseline: int
    current: int


class MorningView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole morning page of one shop for `day` (the last closed day), seen at `now`."""

    shop_id: str
    currency: str
    exponent: int
    timezone: str
    plan_metric: str
    now: datetime
    day: date
    month: str
    verdict: Verdict
    figures: KeyFigures
    explanation: Explanation | None
    today: Today
    month_days: tuple[MonthDay, ...]
    month_note: Words | None
    tree: tuple[TreeNode, ...]
    items: tuple[ItemLine, ...]
    alerts: tuple[AlertLine, ...]
    days_left: tuple[DayLeft, ...]
    data_note: DataNote
    shares: tuple[Share, ...] = ()
