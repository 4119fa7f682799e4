"""Reported ad rows and booked costs."""

from functools import partial
from typing import Any

from services.analyzer.contributions.adverts import AdDay, adverts, bookings
from services.analyzer.entities.adverts import Bookings
from services.analyzer.entities.facts import replaces, told
from services.analyzer.entities.reports import ReportDay
from services.analyzer.hearing.reports import hear_row, midnight, reported
from services.analyzer.shop import Shop
from services.analyzer.values import millionths

DIMENSIONS = ("campaign_id", "hour", "item_id", "keyword", "placement")
FIGURES = {
    "impressions": "impressions",
    "clicks": "clicks",
    "cost": "cost_minor",
    "orders": "orders",
    "buyers": "buyers",
    "gmv": "gmv_minor",
}


def hear_ad_row(shop: Shop, event: Any) -> None:
    """A row of an ad report; a newer statement of the same key replaces it."""
    data = event.data
    row = reported(event, DIMENSIONS, FIGURES)
    if data.avg_position is not None:
        row.figures["position"] = millionths(data.avg_position)
    rows: ReportDay = shop.entity("ads", f"{data.day}|{data.traffic_source}")
    local = shop.calendar.day_of(data.day)
    day = AdDay(local.spans["d"], partial(shop.calendar.hour, local), data.traffic_source)
    hear_row(shop, event, rows, row, partial(adverts, day))


def hear_cost_booked(shop: Shop, event: Any) -> None:
    """A cost outside the ad reports; a negative amount is a credit."""
    data, telling = event.data, told(event)
    day: Bookings = shop.entity("booked", str(data.day))
    old = day.costs.get(data.cost_id)
    if not replaces(telling, None if old is None else old[0]):
        return
    with shop.recount(event, lambda: [bookings(midnight(shop, data.day), day)]):
        about = (data.traffic_source, data.activity_id, data.audience)
        day.costs[data.cost_id] = (telling, data.amount_minor, *about)


HEARD = {"ad.reported": hear_ad_row, "cost.booked": hear_cost_booked}
