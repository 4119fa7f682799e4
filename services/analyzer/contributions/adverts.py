"""What reported ad rows and booked costs of a day add (metrics.md M4, grain rule of M16)."""

from collections.abc import Callable
from typing import NamedTuple

from services.analyzer.contributions.reports import add_row, narrow, of_grain
from services.analyzer.deltas import SHOP, Contributions, Scope, scope
from services.analyzer.entities.adverts import Bookings
from services.analyzer.entities.reports import Grain, Row
from services.analyzer.moments import SECOND, Span

DAILY, HOURLY = "d", "h"
SUMMED = {
    "impressions": "ad_impressions",
    "clicks": "ad_clicks",
    "orders": "ad_orders",
    "cost": "ad_cost",
    "gmv": "ad_gmv",
}
BY_HOUR, TO_THE_END = (
    "ad_by_hour",
    "ad_to_the_end",
)  # rows of hours that make up a day; those told after its end
STOPPED = "ad_stopped"  # the sum of a source's day without rows while others have some
SPLIT = (("item_id",), ("keyword",))
PAIRED = ("item_id", "keyword")  # planning.md P10 judges a keyword with its item


class AdDay(NamedTuple):
    """One day of one traffic source: its span, and the hours of the local clock in it."""

    span: Span
    hour: Callable[[int], Span]
    traffic_source: str

    def period(self, row: Row) -> Span:
        """What a row speaks of."""
        hour = row.dimensions.get("hour")
        return self.span if hour is None else self.hour(int(hour))


def adverts(day: AdDay, rows: list[Row], grains: list[Grain]) -> Contributions:
    """What some rows of a day add, where the day has rows of some grains."""
    out = Contributions()
    whole = [SHOP, scope(traffic_source=day.traffic_source)]
    for names in ((), *SPLIT, PAIRED):
        for row in of_grain(rows, grains, names):
            _add(out, DAILY, day, [narrow(row, names)] if names else whole, row)
            if not names:
                spent = spent_on_all(day.traffic_source)
                out.total("s", DAILY, day.span.start, [SHOP], spent, row.figure("cost"))
    for names in ((), *SPLIT):
        for row in of_grain(rows, grains, (*names, "hour")):
            _add(out, HOURLY, day, [narrow(row, names)] if names else whole, row)
    return out


def _add(out: Contributions, kinds: str, day: AdDay, scopes: list[Scope], row: Row) -> None:
    period = day.period(row)
    span = period if kinds == HOURLY else day.span
    add_row(out, kinds, span, scopes, row, SUMMED, "ad_partial", period)
    if period != span:
        out.total("s", kinds, span.start, scopes, BY_HOUR, 1)
        is_last = row.as_of_us >= span.end * SECOND
        out.total("s", kinds, span.start, scopes, TO_THE_END, int(is_last))
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
