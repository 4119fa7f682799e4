"""Margins and what a source costs (metrics.md M4)."""

from fractions import Fraction

from tests.analyzer.oracle.adverts import rows_of, source_cost
from tests.analyzer.oracle.orders import lines_of
from tests.analyzer.oracle.promos import floor_of
from tests.analyzer.oracle.sales import conversion, gmv
from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.sold import paid
from tests.analyzer.oracle.traffic import visitors
from tests.analyzer.oracle.values import Answer, Share
from tests.analyzer.oracle.windows import Window, days_in, rolling

LEAST_DAYS = 8


def gross_margin(shop: Shop, scope: Scope, window: Window) -> Share:
    """ "1 - sum(qty x unit cost) / sum(line amounts) of paid lines with a known cost; else `gross_margin` of the
    shop"."""
    known = [
        (line, cost)
        for order in paid(shop, scope, window)
        if order.is_known
        for line in lines_of(order.payment)
        if scope.get("item_id", line.item) == line.item
        and (cost := floor_of(shop, line, order.paid_at).cost) is not None
    ]
    amounts = sum(line.amount for line, _ in known)
    if not amounts:
        return Share(Fraction(str(shop.configured("gross_margin", window.last, 0))), 1)
    return Share(amounts - sum(line.qty * cost for line, cost in known), amounts)


def break_even_roi(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "1 / `gross_margin`"; a shop that earns nothing on its goods breaks even at no return, so there it is null."""
    margin = gross_margin(shop, scope, window)
    if margin.numerator <= 0:
        return None
    return Share(margin.denominator, margin.numerator)


def cost_per_visitor(shop: Shop, scope: Scope, window: Window) -> Share:
    """ "`source_cost` / `visitors`"."""
    parts = days_in(window, shop.zone) if window.kind.startswith("r") else [window]
    return Share(source_cost(shop, scope, window), sum(visitors(shop, scope, part) for part in parts))


def marginal_cost_per_visitor(shop: Shop, scope: Scope, window: Window) -> Share:
    """ "Of the last 14 final days with cost > 0, n days sorted by cost: (mean cost of the floor(n/2) dearest - of the
    floor(n/2) cheapest) / (same difference of visitors); needs n >= 8 and a positive visitor difference and cost
    difference; else `cost_per_visitor` r14"."""
    days = [
        (cost, visitors(shop, scope, day))
        for day in days_in(window, shop.zone)
        if (cost := source_cost(shop, scope, day)) > 0
    ]
    half = len(days) // 2
    ordered = sorted(days)
    cheap, dear = ordered[:half], ordered[len(days) - half :]
    more_cost = sum(cost for cost, _ in dear) - sum(cost for cost, _ in cheap)
    more_visitors = sum(seen for _, seen in dear) - sum(seen for _, seen in cheap)
    if len(days) >= LEAST_DAYS and more_cost > 0 and more_visitors > 0:
        return Share(more_cost, more_visitors)
    return cost_per_visitor(shop, scope, window)


def marginal_cost_per_buyer(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "`marginal_cost_per_visitor` / `conversion` of the source r14"."""
    cost, rate = marginal_cost_per_visitor(shop, scope, window), conversion(shop, scope, window)
    return Share(cost.numerator * rate.denominator, cost.denominator * rate.numerator)


def hot_item_rank(shop: Shop, scope: Scope, window: Window) -> Answer:
    """ "Rank by `gmv` r7 among items with `ad_cost` > 0 r7"."""
    week = rolling(shop.day(window.start), 7, shop.zone)
    items = {row.data.get("item_id") for row in shop.rows("ad.reported")} - {None}
    hot = [
        item for item in items if sum(r.data["cost_minor"] for r in rows_of(shop, {"item_id": item}, week))
    ]
    ranked = sorted(hot, key=lambda item: (-gmv(shop, {"item_id": item}, week), item))
    return ranked.index(scope["item_id"]) + 1 if scope["item_id"] in ranked else None


ANSWERS: dict[str, Formula] = {
    "gross_margin": gross_margin,
    "break_even_roi": break_even_roi,
    "cost_per_visitor": cost_per_visitor,
    "marginal_cost_per_visitor": marginal_cost_per_visitor,
    "marginal_cost_per_buyer": marginal_cost_per_buyer,
    "hot_item_rank": hot_item_rank,
}
