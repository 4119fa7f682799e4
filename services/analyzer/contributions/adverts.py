"""What reported ad rows and booked costs of a day add (metrics.md M4, grain rule of M16)."""

from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.adverts import Bookings
from services.analyzer.entities.reports import ReportDay, Row

DAILY = "d"
SUMMED = ("impressions", "clicks", "orders", "cost")


def adverts(at: int, traffic_source: str, day: ReportDay) -> Contributions:
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


def _rows(out: Contributions, kinds: str, at: int, scopes: list[Scope], row: Row) -> None:
    for name in SUMMED:
        out.total("s", kinds, at, scopes, f"ad_{name}", row.figure(name))
    if "gmv" in row.figures:
        out.total("s", kinds, at, scopes, "ad_gmv", row.figure("gmv"))


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
