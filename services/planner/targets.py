"""A target that somebody sets, as the event that says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from services.contracts.envelope import Envelope
from services.contracts.events.plans import (
    PlanDaySet,
    PlanDaySetData,
    PlanMonthSet,
    PlanMonthSetData,
    PlanQuarterSet,
    PlanQuarterSetData,
    PlanYearSet,
    PlanYearSetData,
)
from services.contracts.vocabulary import PlanMetric
from services.planner import periods


def target_set(
    shop_id: str,
    period: str,
    plan_metric: PlanMetric,
    target: int,
    budget_minor: int | None,
    now: datetime,
    source: str = "/planner",
) -> Envelope:
    """The `plan.*.set` of a period, in force from `now`; ValueError when the period is none or carries no budget."""
    level = periods.level_of(period)
    envelope: dict[str, Any] = {
        "specversion": "1.0", "id": f"target:{uuid4().hex}", "source": source, "time": now, "shopid": shop_id,
    }  # fmt: skip
    said: dict[str, Any] = {
        "plan_metric": plan_metric,
        "target": target,
        "effective_from": now,
        "revision": 1,
    }
    if level == "day":
        if budget_minor is not None:
            raise ValueError("a day has no budget of its own: set it for its month")
        return PlanDaySet(**envelope, data=PlanDaySetData(**said, day=date.fromisoformat(period)))
    said["budget_minor"] = budget_minor
    if level == "month":
        return PlanMonthSet(**envelope, data=PlanMonthSetData(**said, month=period))
    year = int(period[:4])
    if level == "quarter":
        data = PlanQuarterSetData(**said, year=year, quarter=int(period[6]))
        return PlanQuarterSet(**envelope, data=data)
    return PlanYearSet(**envelope, data=PlanYearSetData(**said, year=year))
