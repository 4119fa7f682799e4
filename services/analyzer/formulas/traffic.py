"""Traffic (metrics.md M2, M16)."""

from services.analyzer.deltas import scope
from services.analyzer.formulas.formula import Formula, distinct, share, total
from services.analyzer.values import amount
from services.analyzer.views import View

UNKNOWN = (scope(traffic_source="unknown"), scope(device="other"), scope(visitor_class="unknown"))
SEEN = ("viewers", "touched")


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


FORMULAS: dict[str, Formula] = {
    "visitors": Formula("s", SEEN, lambda v: amount(visitors(v))),
    "visitors_attributed": Formula(
        "s", ("attributed", "carried", *SEEN), lambda v: amount(visitors_attributed(v))
    ),
    "visitor_overlap": Formula("s", (), lambda v: amount(visitor_overlap(v))),
    "visits": total("visits"),
    "page_views": total("views"),
    "item_visitors": distinct("item_viewers")._replace(beside={"d": (("item_id", "traffic_source"),)}),
    "returning_share": share("returning_visits", "visits"),
}
