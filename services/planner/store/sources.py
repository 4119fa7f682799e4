"""Days of traffic sources and items, put together from their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from services.planner.store import figures
from services.planner.usual import PLAN_DAYS, DayOfSource

LOOK_BACK = timedelta(days=60)
METRICS = ("buyers", "visitors_attributed", "visitors", "source_cost", "ad_gmv", "ad_cost")
ITEM_METRICS = ("gmv", "units", "buyers", "item_visitors")
Days = dict[str, dict[date, DayOfSource]]
ItemDays = dict[str, dict[date, dict[str, int]]]


def source_days(session: Session, shop_id: str, plan_metric: str, until: date) -> Days:
    """The last 60 days of every source up to `until`; visitors each counted once where the analyzer says so."""
    found = figures.by_name(
        session, shop_id, figures.SOURCE, (plan_metric, *METRICS), until - LOOK_BACK, until
    )
    return {
        source: {day: _day(known, plan_metric) for day, known in days.items()}
        for source, days in found.items()
    }


def item_days(session: Session, shop_id: str, until: date) -> ItemDays:
    """The last 28 final days of every item and `until` itself."""
    since = until - timedelta(days=PLAN_DAYS + 2)
    return figures.by_name(session, shop_id, figures.ITEM, ITEM_METRICS, since, until)


def item_sold(days: ItemDays, metric: str, within: Sequence[date]) -> dict[str, int]:
    """What each item brought over `within`."""
    return {item: sum(known.get(day, {}).get(metric, 0) for day in within) for item, known in days.items()}


def _day(known: Mapping[str, int], plan_metric: str) -> DayOfSource:
    return DayOfSource(
        visitors=known.get("visitors_attributed", known.get("visitors", 0)),
        buyers=known.get("buyers", 0),
        gmv=known.get(plan_metric, 0),
        cost=known.get("source_cost"),
        ad_gmv=known.get("ad_gmv"),
        ad_cost=known.get("ad_cost"),
    )
