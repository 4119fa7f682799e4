"""Traffic (metrics.md M2, M16), by the shop's basis (M0)."""

from services.analyzer.deltas import STRANGERS
from services.analyzer.formulas.basis import (
    from_rows,
    is_reported,
    not_told,
    told,
    told_distinct,
    told_share,
)
from services.analyzer.formulas.formula import Formula
from services.analyzer.values import Value, amount, ratio
from services.analyzer.views import View

SEEN = ("viewers", "touched", "seen", "r_visitors")


def visitors(view: View) -> int:
    """Distinct visitors: page views by the visit's scope, other signs at the shop and as unknown (M16)."""
    if is_reported(view):
        return view.sum("r_visitors")
    if not view.scope:
        return view.count("seen")
    if view.scope not in STRANGERS:
        return view.count("viewers")
    shop = view.shop()
    return view.count("viewers") + max(0, shop.count("seen") - shop.count("viewers"))


def visitor_count(view: View) -> Value:
    """Visitors; of longer windows only from events."""
    return told_distinct(view, "r_visitors") if is_reported(view) else amount(visitors(view))


def visitors_attributed(view: View) -> Value:
    """Visitors under the source of their first visit of the day; who had none counts as unknown (M2)."""
    if is_reported(view):
        return told_distinct(view, "r_visitors")
    if view.scope != STRANGERS[0]:
        return amount(view.count("attributed"))
    shop = view.shop()
    return amount(view.count("attributed") + max(0, visitors(shop) - shop.count("attributed")))


def visitor_overlap(view: View) -> Value:
    """How often visitors are counted under more than one source."""
    sources = list(view.others("traffic_source"))
    if is_reported(view):
        sources = [source for source in sources if source.has("r_visitors")]
        if not sources or not view.has("r_visitors"):
            return not_told(view)
    overlap = amount(sum(visitors(source) for source in sources) - visitors(view))
    return from_rows(view, overlap) if is_reported(view) else overlap


def returning_share(view: View) -> Value:
    """Returning visits over visits."""
    if is_reported(view):
        return told_share(view, "r_returning", "r_visits" if view.has("r_visits") else "r_classed")
    return ratio(view.sum("returning_visits"), view.sum("visits"))


def item_visitors(view: View) -> Value:
    """Distinct visitors of an item's page."""
    return told_distinct(view, "r_visitors") if is_reported(view) else amount(view.count("item_viewers"))


def _total(seen: str, row: str) -> Formula:
    def compute(view: View) -> Value:
        return told(view, row) if is_reported(view) else amount(view.sum(seen))

    return Formula("s", (seen, row), compute, is_sum_of=seen)


FORMULAS: dict[str, Formula] = {
    "visitors": Formula("s", SEEN, visitor_count),
    "visitors_attributed": Formula("s", ("attributed", "carried", *SEEN), visitors_attributed),
    "visitor_overlap": Formula("s", (), visitor_overlap),
    "visits": _total("visits", "r_visits"),
    "page_views": _total("views", "r_page_views"),
    "item_visitors": Formula("s", ("item_viewers", "r_visitors"), item_visitors)._replace(
        beside=dict.fromkeys(("h", "d", "r7"), (("item_id", "traffic_source"),))
    ),
    "returning_share": Formula("s", ("returning_visits", "visits", "r_returning"), returning_share),
}
