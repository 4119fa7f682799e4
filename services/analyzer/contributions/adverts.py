"""What reported ad rows and booked costs of a day add (metrics.md M4, grain rule of M16)."""

from collections.abc import Callable
from functools import partial

from services.analyzer.contributions.reports import add_row
from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.adverts import Bookings
from services.analyzer.entities.reports import ReportDay, Row, coarsest
from services.analyzer.moments import Span

DAILY, HOURLY = "d", "h"
SUMMED = {
    "impressions": "ad_impressions",
    "clicks": "ad_clicks",
    "orders": "ad_orders",
    "cost": "ad_cost",
    "gmv": "ad_gmv",
}
SPLIT = (("item_id",), ("keyword",))
PAIRED = ("item_id", "keyword")  # planning.md P10 judges a keyword with its item


def adverts(span: Span, hour: Callable[[int], Span], traffic_source: str, day: ReportDay) -> Contributions:
    """What the rows of one day and source add; `span` is the day, `hour` gives those of the clock in it."""
    out, grains = Contributions(), day.by_grain()
    scopes_of: dict[tuple[str, ...], Callable[[Row], list[Scope]]] = {
        (): lambda row: [SHOP, scope(traffic_source=traffic_source)],
        **{names: partial(_narrow, names) for names in (*SPLIT, PAIRED)},
    }
    for names, scopes in scopes_of.items():
        for row in coarsest(grains, frozenset(names)):
            _add(out, DAILY, span, scopes(row), row)
            if not names:
                out.total("s", DAILY, span.start, [SHOP], spent_on_all(traffic_source), row.figure("cost"))
        for row in coarsest(grains, frozenset({*names, "hour"})) if names != PAIRED else ():
            _add(out, HOURLY, hour(int(row.dimensions["hour"])), scopes(row), row)
    return out


def _narrow(names: tuple[str, ...], row: Row) -> list[Scope]:
    return [tuple((name, row.dimensions[name]) for name in names)]


def _add(out: Contributions, kinds: str, span: Span, scopes: list[Scope], row: Row) -> None:
    add_row(out, kinds, span, scopes, row, SUMMED, "ad_partial")
    if "position" in row.figures:
        shown = row.figure("impressions")
        out.total("s", kinds, span.start, scopes, "ad_ranked", row.figure("position") * shown)
        out.total("s", kinds, span.start, scopes, "ad_ranked_impressions", shown)


def bookings(at: int, day: Bookings) -> Contributions:
    """What the booked costs of one day add."""
    out = Contributions()
    for _, amount, traffic_source, activity_id, audience in day.costs.values():
        scopes: list[Scope] = [SHOP]
        spent = spent_on_all(traffic_source or "") if audience == "all" else f"spent_{audience}"
        out.total("s", DAILY, at, [SHOP], spent, amount)
        if traffic_source:
            scopes.append(scope(traffic_source=traffic_source))
        if activity_id:
            scopes.append(scope(activity_id=activity_id))
        out.total("s", DAILY, at, scopes, "booked", amount)
    return out


def spent_on_all(traffic_source: str) -> str:
    """The measure of what is spent on new and returning buyers alike, by source (empty for none); ads are (M5)."""
    return f"spent_all:{traffic_source}"
