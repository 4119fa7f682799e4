"""When items leave the shelves by themselves (metrics.md M2)."""

from services.analyzer.formulas.formula import Formula
from services.analyzer.moments import SECOND
from services.analyzer.peaks import DAYS, best_hours
from services.analyzer.standing import Standing, only_shop
from services.analyzer.values import Value, missing, ratio
from services.analyzer.views import View


def peak_delist_share(view: View) -> Value:
    """Listed items that will leave in one of the best visitor hours, over those that will leave at all."""
    best = best_hours(view.known, view.end)
    if not best:
        return missing("no_data")
    moments = _leaving(view)
    hours = [view.known.calendar.local(us // SECOND).hour for us in moments]
    return ratio(sum(hour in best for hour in hours), len(hours))


def _leaving(view: View) -> list[int]:
    """When the items that are listed at the end of the window will be delisted, in microseconds."""
    end_us = view.end * SECOND
    listed = [item for item in view.known.all("item").values() if item.is_listed(end_us)]
    moments = [item.listing(end_us).said["delist_us"] for item in listed]
    return [us for us in moments if us is not None]


FORMULAS: dict[str, Formula] = {"peak_delist_share": Formula("peak", (), peak_delist_share)}
STANDING = (Standing("peak", ("w",), only_shop, follows=frozenset({()}), reach=DAYS - 1),)
