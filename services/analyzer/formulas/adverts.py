"""Advertising and its costs (metrics.md M4)."""

from services.analyzer.contributions.adverts import STOPPED
from services.analyzer.formulas.basis import is_reported
from services.analyzer.formulas.benchmarks import beside_mean
from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.reported import provisional, reported, reported_share
from services.analyzer.formulas.told import buyers
from services.analyzer.formulas.traffic import visitors
from services.analyzer.values import NOTHING, Value, amount, ratio
from services.analyzer.views import View
from services.contracts.rounding import MILLION

PARTIAL = "ad_partial"
PAIRED = {"r14": (("item_id", "keyword"),)}  # a keyword is judged with its item (planning.md P10)
SPENT = ("ad_cost", "booked")


def source_cost(view: View) -> int:
    """Ad cost plus booked costs."""
    return sum(view.sum(measure) for measure in SPENT)


def spent(view: View, value: Value) -> Value:
    """A figure of what a source cost: unknown where neither a row nor a booking tells."""
    known = any(view.has(measure) for measure in SPENT)
    return provisional(view, PARTIAL, value if known else NOTHING)


def a_head(view: View, value: Value) -> Value:
    """A cost by people, who are counted by the shop's traffic basis."""
    return spent(view, value._replace(basis="report") if is_reported(view) else value)


def daily_visitors(view: View) -> int:
    """Visitors; of a rolling window the sum of those of its days."""
    return sum(visitors(day) for day in view.each_day())


def ad_position(view: View) -> Value:
    """Mean position by impressions of the rows that tell one; positions are summed in millionths."""
    if not view.has("ad_ranked"):
        return provisional(view, PARTIAL, NOTHING)
    return provisional(
        view, PARTIAL, ratio(view.sum("ad_ranked"), view.sum("ad_ranked_impressions") * MILLION)
    )


def told(measure: str) -> Formula:
    """What rows tell; nothing, provisionally, of a source without rows while others have some."""
    rows = reported(measure, PARTIAL)

    def compute(view: View) -> Value:
        has_stopped = view.has(STOPPED) and not view.has(measure)
        return Value(0, is_provisional=True) if has_stopped else rows.compute(view)

    return Formula("s", (measure, STOPPED), compute, PAIRED)


FORMULAS: dict[str, Formula] = {
    "ad_impressions": told("ad_impressions"),
    "ad_clicks": told("ad_clicks"),
    "ad_orders": told("ad_orders"),
    "ad_cost": told("ad_cost"),
    "ad_gmv": told("ad_gmv"),
    "ad_ctr": beside_mean(
        "ad_ctr", reported_share("ad_clicks", "ad_impressions", PARTIAL)._replace(beside=PAIRED)
    ),
    "ad_cpc": reported_share("ad_cost", "ad_clicks", PARTIAL),
    "ad_conversion": reported_share("ad_orders", "ad_clicks", PARTIAL),
    "ad_position": Formula("s", ("ad_ranked",), ad_position, PAIRED),
    "roi": reported_share("ad_gmv", "ad_cost", PARTIAL)._replace(beside=PAIRED),
    "source_cost": Formula("s", SPENT, lambda v: spent(v, amount(source_cost(v)))),
    "cost_per_visitor": Formula("s", SPENT, lambda v: a_head(v, ratio(source_cost(v), daily_visitors(v)))),
    "cost_per_buyer": Formula("s", SPENT, lambda v: a_head(v, ratio(source_cost(v), buyers(v)))),
}
