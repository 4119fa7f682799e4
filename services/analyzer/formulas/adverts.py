"""Advertising and its costs (metrics.md M4)."""

from services.analyzer.formulas.formula import Formula, daily, share, total
from services.analyzer.values import amount, ratio
from services.analyzer.views import View


def source_cost(view: View) -> int:
    """Ad cost plus booked costs."""
    return view.sum("ad_cost") + view.sum("booked")


FORMULAS: dict[str, Formula] = {
    "ad_impressions": total("ad_impressions"),
    "ad_clicks": total("ad_clicks"),
    "ad_orders": total("ad_orders"),
    "ad_cost": total("ad_cost")._replace(beside={"h": ((), ("traffic_source",))}),
    "ad_gmv": total("ad_gmv"),
    "roi": share("ad_gmv", "ad_cost")._replace(needs=("ad_cost",)),
    "source_cost": Formula("s", ("ad_cost", "booked"), lambda v: amount(source_cost(v))),
    "cost_per_buyer": Formula(
        "s", ("ad_cost", "booked"), lambda v: ratio(source_cost(v), daily(v, "buyers"))
    ),
}
