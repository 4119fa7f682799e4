"""What the morning page shows, as plain values; a number that stands here is printed, never computed again.

Money and counts are integers (money in minor units of `currency` with `exponent` decimals), ratios are exact
`Ratio`s, times are aware and in the shop's zone. `None` = not known, never 0. `Words` carry both languages.
"""
# long because one page has one vocabulary, each struct a part of it, and no logic

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec


class Words(msgspec.Struct, frozen=True):
    """One sentence or name in both languages; figures inside are already formatted the same way."""

    zh: str
    en: str


class Ratio(msgspec.Struct, frozen=True):
    """An exact ratio; `denominator` is never 0 (an unknown ratio is `None` instead)."""

    numerator: int
    denominator: int

    def value(self) -> float:
        """The decimal for printing and drawing; comparisons use the two integers."""
        return self.numerator / self.denominator


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


class FactorLine(msgspec.Struct, frozen=True, kw_only=True):
    """One factor of one source: plan -> actual and its part of the gap (planning.md P7).

    `plan`, `actual`: visitors as n/1, conversion as buyers/visitors, value per buyer as minor units/buyers.
    `exact` is the contribution before rounding, in minor units.
    """

    factor: Literal["visitors", "conversion", "value_per_buyer"]
    plan: Ratio | None
    actual: Ratio | None
    contribution: int
    exact: Ratio


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a source cost, planned and actual, beside its gain; `None` where no row came."""

    planned_spend: int | None = None
    spend: int | None = None
    planned_per_buyer: Ratio | None = None
    per_buyer: Ratio | None = None
    planned_roi: Ratio | None = None
    roi: Ratio | None = None
    marginal_per_buyer: Ratio | None = None


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One traffic source of the waterfall; `unattributed` has no factors. Sorted by size of contribution."""

    traffic_source: str
    name: Words
    is_paid: bool
    contribution: int
    planned_gmv: int
    gmv: int
    factors: tuple[FactorLine, ...]
    cost: Cost
    planned_visitors: Ratio | None = None
    visitors: int | None = None
    buyers: int | None = None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The waterfall: starts at `target`, ends at `actual`; all contributions add up to `gap`."""

    target: int
    actual: int
    gap: int
    sources: tuple[SourceLine, ...]
    same_days: tuple[Words, ...] = ()
    advice: tuple[Words, ...] = ()
    break_even_roi: Ratio | None = None


class HourBar(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of today. `due` = the path's share of the hour; `actual` None = still to come or no data.

    `elapsed_permil` < 1000 in the running hour; `path_end`, `forecast_*` are cumulative at the hour's end.
    """

    hour: int
    start: datetime
    end: datetime
    due: int
    actual: int | None
    actual_end: int | None
    elapsed_permil: int
    path_end: int
    forecast_end: int | None = None
    low_end: int | None = None
    high_end: int | None = None


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """Today against its path, live (planning.md P5, P12). Judged only in state `judged`."""

    state: Literal["judged", "too_early", "no_plan", "closed", "no_data"]
    day: date
    as_of: datetime
    curve: Literal["plain", "campaign", "learnt"]
    target: int | None
    actual: int | None
    expected: int | None
    attainment: Ratio | None = None
    forecast: int | None = None
    low: int | None = None
    high: int | None = None
    needed_per_hour: int | None = None
    hours: tuple[HourBar, ...] = ()


class MonthDay(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of the month. `target` is frozen once begun, the current plan before."""

    day: date
    state: Literal["met", "missed", "no_data", "closed", "running", "left", "unplanned"]
    baseline: int | None
    target: int | None
    actual: int | None
    revision: int = 0
    is_by_hand: bool = False
    is_off_day: bool = False
    campaign: str | None = None


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
