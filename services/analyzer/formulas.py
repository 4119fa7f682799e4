"""One line per metric: how its figure follows from the measures of a window (metrics.md M1, M2, M4, M7, M9, M13).

To add a metric, give it a line here; its scopes, windows, unit and names come from the catalogue in the contracts.
`needs` names the measures without which a scope other than the shop has nothing to say.
"""

from collections.abc import Callable
from typing import NamedTuple

from services.analyzer.deltas import scope
from services.analyzer.values import Value, amount, ratio
from services.analyzer.views import View


class Formula(NamedTuple):
    """How one metric is computed, from which family of panes, and what it needs to be said of a narrow scope."""

    family: str
    needs: tuple[str, ...]
    compute: Callable[[View], Value]


def total(measure: str, family: str = "s") -> Formula:
    """The sum of a measure."""
    return Formula(family, (measure,), lambda view: amount(view.sum(measure)))


def distinct(measure: str, family: str = "s") -> Formula:
    """The number of distinct members of a measure."""
    return Formula(family, (measure,), lambda view: amount(view.count(measure)))


def share(numerator: str, denominator: str, family: str = "s") -> Formula:
    """One sum over another."""
    return Formula(family, (numerator, denominator), lambda v: ratio(v.sum(numerator), v.sum(denominator)))


def per(measure: str, members: str, family: str = "s") -> Formula:
    """A sum per distinct member."""
    return Formula(family, (measure, members), lambda v: ratio(v.sum(measure), v.count(members)))


UNKNOWN = (scope(traffic_source="unknown"), scope(device="other"), scope(visitor_class="unknown"))


def visitors(view: View) -> int:
    """Distinct visitors: page views by the visit's scope, other signs at the shop and as unknown (M16)."""
    if not view.scope:
        return view.count("seen")
    strangers = view.shop().count("seen") - view.shop().count("viewers") if view.scope in UNKNOWN else 0
    return view.count("viewers") + strangers


def visitors_attributed(view: View) -> int:
    """Visitors under the source of their first visit of the day; who had none counts as unknown (M2)."""
    if view.scope != UNKNOWN[0]:
        return view.count("attributed")
    return view.count("attributed") + visitors(view.shop()) - view.shop().count("attributed")


def visitor_overlap(view: View) -> int:
    """How often visitors are counted under more than one source."""
    sources = [other for other in view.others() if [key for key, _ in other.scope] == ["traffic_source"]]
    return sum(visitors(source) for source in sources) - visitors(view)


def source_cost(view: View) -> int:
    """Ad cost plus booked costs."""
    return view.sum("ad_cost") + view.sum("booked")


def net_sales(view: View) -> int:
    """Sales minus the refunds of the same window."""
    return view.sum("gmv") - view.sum("refund")


SEEN = ("viewers", "touched")
FORMULAS: dict[str, Formula] = {
    "gmv": total("gmv"),
    "refund_amount": total("refund"),
    "refund_by_order_day": total("refund_by_day"),
    "net_sales": Formula("s", ("refund",), lambda v: amount(net_sales(v))),
    "refund_rate": share("refund_by_day", "gmv")._replace(needs=("refund_by_day",)),
    "refund_order_rate": Formula(
        "s", ("refunded_orders",), lambda v: ratio(v.count("refunded_orders"), v.sum("orders"))
    ),
    "orders_created": total("created"),
    "orders": total("orders"),
    "payment_rate": share("created_paid", "created"),
    "units": total("units"),
    "buyers": distinct("buyers"),
    "identified_buyers": distinct("identified_buyers"),
    "value_per_buyer": per("gmv", "buyers"),
    "aov_per_order": share("gmv", "orders"),
    "units_per_order": share("units", "orders"),
    "conversion": Formula("s", ("buyers", *SEEN), lambda v: ratio(v.count("buyers"), visitors(v))),
    "conversion_mean": Formula("s", ("buyers", *SEEN), lambda v: ratio(v.count("buyers"), visitors(v))),
    "item_conversion": Formula(
        "s", ("item_viewers",), lambda v: ratio(v.count("buyers"), v.count("item_viewers"))
    ),
    "checkout_rate": Formula(
        "s", (), lambda v: ratio(v.count("paying_visitors"), v.count("checkout_visitors"))
    ),
    "excluded_orders": total("excluded"),
    "visitors": Formula("s", SEEN, lambda v: amount(visitors(v))),
    "visitors_attributed": Formula(
        "s", ("attributed", "carried", *SEEN), lambda v: amount(visitors_attributed(v))
    ),
    "visitor_overlap": Formula("s", (), lambda v: amount(visitor_overlap(v))),
    "visits": total("visits"),
    "page_views": total("views"),
    "item_visitors": distinct("item_viewers"),
    "returning_share": share("returning_visits", "visits"),
    "ad_impressions": total("ad_impressions"),
    "ad_clicks": total("ad_clicks"),
    "ad_orders": total("ad_orders"),
    "ad_cost": total("ad_cost"),
    "ad_gmv": total("ad_gmv"),
    "roi": share("ad_gmv", "ad_cost")._replace(needs=("ad_cost",)),
    "source_cost": Formula("s", ("ad_cost", "booked"), lambda v: amount(source_cost(v))),
    "cost_per_buyer": Formula("s", ("ad_cost", "booked"), lambda v: ratio(source_cost(v), v.count("buyers"))),
    "over_refund_amount": total("over_refund"),
    "late_events": distinct("late"),
    "conflicting_events": total("conflicts"),
    "inquiries": total("inquiries", "q"),
    "inquirers": distinct("inquirers", "q"),
    "inquiry_buyers": distinct("inquiry_buyers", "q")._replace(needs=("inquirers",)),
    "inquiry_conversion": Formula(
        "q", ("inquirers",), lambda v: ratio(v.count("inquiry_buyers"), v.count("inquirers"))
    ),
    "promo_orders": distinct("orders", "g"),
    "promo_units": total("units", "g"),
    "below_floor_orders": distinct("below_orders", "g")._replace(needs=("below_units",)),
    "below_floor_units": total("below_units", "g"),
    "promo_loss": total("loss", "g"),
    "promo_loss_pending": total("pending_loss", "g"),
    "buyer_promo_units": total("buyer_units", "g"),
}
HEAVY = frozenset(
    {"visitors", "conversion"}
)  # not repeated for running weeks and months: they merge every day
