"""Keywords and main images (metrics.md M4)."""

from collections.abc import Callable

from services.analyzer.formulas.benchmarks import beside_mean
from services.analyzer.formulas.formula import Formula, daily
from services.analyzer.formulas.reported import provisional, reported_share
from services.analyzer.values import NOTHING, Value, amount, ratio
from services.analyzer.views import View

SUM_OF_ROWS = "sum of rows"  # buyers and visitors of several rows may be the same people
PARTIAL = "told_partial"
Figure = Callable[[View], Value]


def by_basis(stream: Figure, told: Figure, *measures: str) -> Figure:
    """Reported rows if the shop has any in the window, else its own orders and visits: never both in one window."""

    def figure(view: View) -> Value:
        if not view.shop().has("searched"):
            return stream(view)
        value = told(view) if all(view.has(measure) for measure in measures) else NOTHING
        return provisional(view, PARTIAL, value._replace(basis="report"))

    return figure


def _told_people(view: View) -> Value:
    label = SUM_OF_ROWS if view.sum("told_rows") > 1 else None
    return amount(view.sum("told_buyers"))._replace(label=label)


def _told_conversion(view: View) -> Value:
    return ratio(view.sum("told_buyers"), view.sum("told_visitors"))


def _conversion(view: View) -> Value:
    return ratio(daily(view, "keyword_buyers"), daily(view, "keyword_viewers"))


FORMULAS: dict[str, Formula] = {
    "main_image_ctr": beside_mean(
        "main_image_ctr", reported_share("image_clicks", "image_impressions", "image_partial")
    ),
    "keyword_buyers": Formula(
        "s",
        ("told_buyers", "keyword_buyers"),
        by_basis(lambda v: amount(v.count("keyword_buyers")), _told_people, "told_buyers"),
    ),
    "keyword_orders": Formula(
        "s",
        ("told_orders", "orders"),
        by_basis(lambda v: amount(v.sum("orders")), lambda v: amount(v.sum("told_orders")), "told_orders"),
    ),
    "keyword_conversion": Formula(
        "s",
        ("told_visitors", "keyword_viewers", "keyword_buyers"),
        by_basis(_conversion, _told_conversion, "told_visitors"),
    ),
}
