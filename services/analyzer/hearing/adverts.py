"""Reported ad rows and booked costs."""

from datetime import date
from typing import Any

from services.analyzer.contributions.adverts import adverts, bookings
from services.analyzer.entities.adverts import DIMENSIONS, AdDay, AdRow, Bookings
from services.analyzer.entities.facts import replaces, told
from services.analyzer.shop import Shop
from services.contracts.identity import keyword_form
from services.contracts.moments import micros


def hear_ad_row(shop: Shop, event: Any) -> None:
    """A row of an ad report; a newer statement of the same key replaces it."""
    data = event.data
    named = {name: getattr(data, name, None) for name in DIMENSIONS}
    if data.keyword is not None:
        named["keyword"] = keyword_form(data.keyword)
    row = AdRow(
        told(event),
        micros(data.as_of),
        {name: str(value) for name, value in named.items() if value is not None},
        data.impressions,
        data.clicks,
        data.cost_minor,
        data.orders or 0,
        data.gmv_minor,
    )
    name = f"{data.day}|{data.traffic_source}"
    day: AdDay = shop.entity("ads", name)
    at = midnight(shop, data.day)
    shop.recount_later(event, ("ads", name), lambda: adverts(at, data.traffic_source, day))
    day.hear(row)


def hear_cost_booked(shop: Shop, event: Any) -> None:
    """A cost outside the ad reports; a negative amount is a credit."""
    data, telling = event.data, told(event)
    day: Bookings = shop.entity("booked", str(data.day))
    old = day.costs.get(data.cost_id)
    if not replaces(telling, None if old is None else old[0]):
        return
    with shop.recount(event, lambda: [bookings(midnight(shop, data.day), day)]):
        day.costs[data.cost_id] = (telling, data.amount_minor, data.traffic_source, data.activity_id)


def midnight(shop: Shop, day: date | str) -> int:
    """The first second of a shop day."""
    return shop.calendar.day_of(day if isinstance(day, date) else date.fromisoformat(day)).start
