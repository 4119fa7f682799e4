"""What reported ad rows and booked costs of a day add (metrics.md M4, grain rule of M16)."""

from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.adverts import AdDay, AdRow, Bookings

DAILY = "d"


def adverts(at: int, traffic_source: str, day: AdDay) -> Contributions:
    """What the rows of one day and source add; `at` is the first second of the day."""
    out = Contributions()
    source = scope(traffic_source=traffic_source)
    for row in day.grain(frozenset()):
        _rows(out, DAILY, at, [SHOP, source], row)
    for name in ("item_id", "keyword"):
        for row in day.grain(frozenset({name})):
            _rows(out, DAILY, at, [((name, row.dimensions[name]),)], row)
    for row in day.grain(frozenset({"hour"})):
        _rows(out, "h", at + int(row.dimensions["hour"]) * 3600, [SHOP, source], row)
    return out


def _rows(out: Contributions, kinds: str, at: int, scopes: list[Scope], row: AdRow) -> None:
    out.total("s", kinds, at, scopes, "ad_impressions", row.impressions)
    out.total("s", kinds, at, scopes, "ad_clicks", row.clicks)
    out.total("s", kinds, at, scopes, "ad_orders", row.orders)
    out.total("s", kinds, at, scopes, "ad_cost", row.cost)
    if row.gmv is not None:
        out.total("s", kinds, at, scopes, "ad_gmv", row.gmv)


def bookings(at: int, day: Bookings) -> Contributions:
    """What the booked costs of one day add."""
    out = Contributions()
    for _, amount, traffic_source, activity_id in day.costs.values():
        scopes: list[Scope] = [SHOP]
        if traffic_source:
            scopes.append(scope(traffic_source=traffic_source))
        if activity_id:
            scopes.append(scope(activity_id=activity_id))
        out.total("s", DAILY, at, scopes, "booked", amount)
    return out
