"""Sales (metrics.md M1)."""

from services.analyzer.formulas.formula import Formula, daily, distinct, per, share, total
from services.analyzer.formulas.traffic import SEEN, visitors
from services.analyzer.values import Value, amount, ratio
from services.analyzer.views import View

REASONS = {"d": (("reason",),), "M": (("reason",),)}


def net_sales(view: View) -> int:
    """Sales minus the refunds of the same window."""
    return view.sum("gmv") - view.sum("refund")


def conversion(view: View) -> Value:
    """Buyers per visitor, over rolling days from the sums of both (metrics.md M0 Exactness)."""
    return ratio(daily(view, "buyers"), sum(visitors(day) for day in view.each_day()))


FORMULAS: dict[str, Formula] = {
    "gmv": total("gmv"),
    "refund_amount": total("refund"),
    "refund_by_order_day": total("refund_by_day"),
    "net_sales": Formula("s", ("gmv", "refund"), lambda v: amount(net_sales(v))),
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
    "conversion": Formula("s", ("buyers", *SEEN), conversion),
    "item_conversion": Formula(
        "s", ("item_viewers",), lambda v: ratio(daily(v, "buyers"), daily(v, "item_viewers"))
    ),
    "checkout_rate": Formula(
        "s", (), lambda v: ratio(v.count("paying_visitors"), v.count("checkout_visitors"))
    ),
    "excluded_orders": total("excluded")._replace(beside=REASONS),
}
