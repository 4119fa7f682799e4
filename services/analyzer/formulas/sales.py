"""Sales (metrics.md M1)."""

from services.analyzer.formulas.basis import (
    by_told_visitors,
    is_reported,
    not_told,
    told,
    told_distinct,
    told_mean,
    told_share,
)
from services.analyzer.formulas.formula import Formula, daily, distinct, per, share, total
from services.analyzer.formulas.told import buyers, or_told
from services.analyzer.formulas.traffic import SEEN, visitors
from services.analyzer.values import Value, amount, ratio
from services.analyzer.views import View

TOLD = frozenset(
    {"gmv", "orders", "buyers", "value_per_buyer", "aov_per_order", "conversion", "item_conversion"}
)
REASONS = {"d": (("reason",),), "M": (("reason",),)}


def net_sales(view: View) -> int:
    """Sales minus the refunds of the same window."""
    return view.sum("gmv") - view.sum("refund")


def conversion(view: View) -> Value:
    """Buyers per visitor, over rolling days from the sums of both (metrics.md M0 Exactness)."""
    share = ratio(buyers(view), sum(visitors(day) for day in view.each_day()))
    return by_told_visitors(view, share) if is_reported(view) else share


def refund_order_rate(view: View) -> Value:
    """Orders with a refund over paid orders, both by their paid day."""
    return ratio(view.count("refunded_orders"), view.sum("orders"))


def item_conversion(view: View) -> Value:
    """Buyers of an item per visitor of its page."""
    if is_reported(view):
        return by_told_visitors(view, ratio(buyers(view), view.sum("r_visitors")))
    return ratio(daily(view, "buyers"), daily(view, "item_viewers"))


EVENTS: dict[str, Formula] = {
    "gmv": or_told(total("gmv"), lambda v: told(v, "r_gmv"), "r_gmv"),
    "refund_amount": total("refund"),
    "refund_by_order_day": total("refund_by_day"),
    "net_sales": Formula("s", ("gmv", "refund"), lambda v: amount(net_sales(v))),
    "refund_rate": share("refund_by_day", "gmv"),
    "refund_order_rate": Formula("s", ("orders", "refunded_orders"), refund_order_rate),
    "orders_created": total("created"),
    "orders": or_told(total("orders"), lambda v: told(v, "r_orders"), "r_orders"),
    "payment_rate": share("created_paid", "created"),
    "units": total("units"),
    "buyers": or_told(distinct("buyers"), lambda v: told_distinct(v, "r_buyers"), "r_buyers"),
    "identified_buyers": distinct("identified_buyers"),
    "value_per_buyer": or_told(per("gmv", "buyers"), lambda v: told_mean(v, "r_gmv", "r_buyers"), "r_buyers"),
    "aov_per_order": or_told(
        share("gmv", "orders"), lambda v: told_share(v, "r_gmv", "r_orders"), "r_orders"
    ),
    "units_per_order": share("units", "orders"),
    "conversion": Formula("s", ("buyers", *SEEN), conversion),
    "item_conversion": Formula("s", ("item_viewers", "r_visitors"), item_conversion),
    "checkout_rate": Formula(
        "s", (), lambda v: ratio(v.count("paying_visitors"), v.count("checkout_visitors"))
    ),
    "excluded_orders": total("excluded")._replace(beside=REASONS),
}
# A shop that has told no order is not one without refunds, units or payments: of these nobody knows.
FORMULAS: dict[str, Formula] = {
    name: formula if name in TOLD else or_told(formula, not_told) for name, formula in EVENTS.items()
}
