"""Advertising and costs (metrics.md M4)."""

from datetime import date
from fractions import Fraction

from tests.analyzer.oracle.sales import buyers
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.which import Event
from tests.analyzer.oracle.windows import Window, days_in
from tests.analyzer.oracle.words import same_word

DIMENSIONS = ("traffic_source", "campaign_id", "item_id", "keyword", "placement", "hour")


def grain(row: Event) -> tuple[str, ...]:
    """The dimensions of a row: "a missing dimension means all"."""
    return tuple(name for name in DIMENSIONS if row.data.get(name) is not None)


def rows_of(shop: Shop, scope: Scope, window: Window) -> list[Event]:
    """The rows that a figure is summed from.

    "Chosen per day, the fewest dimensions that hold the asked ones, rows without `hour` before rows with it; ties by
    the sorted names" (M16); "rows of different dimension sets (grains) are never added together" (E2).
    """
    hour = window.start.astimezone(shop.zone).hour if window.kind == "hour" else None
    asked = {*scope} | ({"hour"} if hour is not None else set())
    found = []
    for day in [shop.day(window.start)] if hour is not None else _days(shop, window):
        rows = [row for row in shop.rows("ad.reported") if row.data["day"] == str(day)]
        grains = sorted({grain(row) for row in rows if asked <= {*grain(row)}}, key=_coarsest)
        found += [row for row in rows if grains and grain(row) == grains[0]]
    return [row for row in found if _matches(row, scope) and hour in (None, row.data.get("hour"))]


def _days(shop: Shop, window: Window) -> list[date]:
    return [shop.day(day.start) for day in days_in(window, shop.zone)]


def _coarsest(names: tuple[str, ...]) -> tuple[bool, int, list[str]]:
    return "hour" in names, len(names), sorted(names)


def _matches(row: Event, scope: Scope) -> bool:
    told = {**row.data, "keyword": same_word(row.data.get("keyword"))}
    return all(told.get(name) == value for name, value in scope.items())


def summed(field: str) -> Formula:
    """ "Sums of surviving rows"."""
    return lambda shop, scope, window: sum(row.data.get(field) or 0 for row in rows_of(shop, scope, window))


def shared(over: str, under: str) -> Formula:
    """One sum over another: "ratios are always from sums"."""

    def share(shop: Shop, scope: Scope, window: Window) -> Answer:
        found = rows_of(shop, scope, window)
        return Share(sum(r.data.get(over) or 0 for r in found), sum(r.data.get(under) or 0 for r in found))

    return share


def booked(shop: Shop, scope: Scope, window: Window) -> int:
    """Booked costs of a traffic source or activity, on their `day`."""
    days = {str(day) for day in _days(shop, window)}
    return sum(
        event.data["amount_minor"]
        for event in shop.facts("cost.booked")
        if event.data["day"] in days and all(event.data.get(name) == value for name, value in scope.items())
    )


def source_cost(shop: Shop, scope: Scope, window: Window) -> int:
    """ "`ad_cost` + booked costs of the traffic source"."""
    spent = 0 if "activity_id" in scope else sum(r.data["cost_minor"] for r in rows_of(shop, scope, window))
    return spent + booked(shop, scope, window)


def cost_per_buyer(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`source_cost` / `buyers`"; over rolling days the daily sums of both."""
    parts = days_in(window, shop.zone) if window.kind.startswith("r") else [window]
    return Share(source_cost(shop, scope, window), sum(buyers(shop, scope, part) for part in parts))


def ad_position(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "sum(`avg_position` x impressions) / sum(impressions) over rows with a position"."""
    found = [row.data for row in rows_of(shop, scope, window) if row.data.get("avg_position") is not None]
    weighed = sum(Fraction(str(data["avg_position"])) * data["impressions"] for data in found)
    return Share(weighed, sum(data["impressions"] for data in found))


ANSWERS: dict[str, Formula] = {
    "ad_ctr": shared("clicks", "impressions"),
    "ad_cpc": shared("cost_minor", "clicks"),
    "ad_conversion": shared("orders", "clicks"),
    "ad_position": ad_position,
    "ad_impressions": summed("impressions"),
    "ad_clicks": summed("clicks"),
    "ad_orders": summed("orders"),
    "ad_cost": summed("cost_minor"),
    "ad_gmv": summed("gmv_minor"),
    "roi": shared("gmv_minor", "cost_minor"),
    "source_cost": source_cost,
    "cost_per_buyer": cost_per_buyer,
}
