"""What the morning page draws: the waterfall of a day, the hours of today, the days of a month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from services.planner.sheet.plain import Ratio, Words


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
