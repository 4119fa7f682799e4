"""Traffic as the platform reports it (events.md E8)."""

from collections.abc import Callable
from typing import Any

from services.analyzer.contributions.told import reported_traffic
from services.analyzer.deltas import SHOP
from services.analyzer.entities.reports import ReportDay
from services.analyzer.formulas.mix import MIX
from services.analyzer.hearing.reports import reported
from services.analyzer.shop import Shop

DIMENSIONS = ("device", "hour", "item_id", "traffic_source", "visitor_class")
FIGURES = {
    "visitors": "visitors",
    "visits": "visits",
    "page_views": "page_views",
    "one_page_visits": "one_page_visits",
    "one_page_visitors": "one_page_visitors",
    "dwell_seconds": "dwell_seconds",
    "buyers": "buyers",
    "orders": "orders",
    "gmv": "gmv_minor",
}


def hear_traffic_row(shop: Shop, event: Any) -> None:
    """A row of a traffic report; a newer statement of the same key replaces it."""
    name = str(event.data.day)
    day: ReportDay = shop.entity("traffic", name)
    local = shop.calendar.day_of(event.data.day)
    shop.recount_later(
        event,
        ("traffic", name),
        lambda: reported_traffic(local.spans["d"], lambda hour: shop.calendar.hour(local, hour), day),
    )
    day.hear(reported(event, DIMENSIONS, FIGURES))
    shop.stand(event, MIX, SHOP, local.start)


HEARD: dict[str, Callable[[Shop, Any], None]] = {"traffic.reported": hear_traffic_row}
