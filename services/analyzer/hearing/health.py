"""Reported sales, to be compared with our own (events.md E8)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.deltas import SHOP
from services.analyzer.entities.reports import ReportDay
from services.analyzer.formulas.reconciling import CHECKED
from services.analyzer.hearing.reports import midnight, reported
from services.analyzer.shop import Shop


def hear_sales(shop: Shop, event: Any) -> None:
    """Another system's total of a day."""
    day: ReportDay = shop.entity("sales", str(event.data.day))
    if day.hear(reported(event, ("reporter",), CHECKED)):
        shop.stand(event, "reconcile", SHOP, midnight(shop, event.data.day))


HEARD: dict[str, Callable[[Shop, Any], None]] = {"sales.reported": hear_sales}
