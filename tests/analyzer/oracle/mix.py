"""Mix-adjusted page health (metrics.md M14)."""

from collections.abc import Callable
from fractions import Fraction

from tests.analyzer.oracle.shop import Formula, Scope, Shop
from tests.analyzer.oracle.traffic import begun
from tests.analyzer.oracle.values import Answer
from tests.analyzer.oracle.visits import Visit
from tests.analyzer.oracle.windows import Window, rolling

PAID = {"ppc", "affiliate", "offsite", "display", "coins", "activity_paid"}  # glossary G3
WEIGHTS = {
    ("new", "free"): Fraction("0.35"),
    ("new", "paid"): Fraction("0.35"),
    ("returning", "free"): Fraction("0.20"),
    ("returning", "paid"): Fraction("0.10"),
}
CELL_MIN, WEEK_MIN = 30, 200
Measure = Callable[[Visit], int]


def cell(visit: Visit) -> tuple[str, str]:
    """ "Four cells c = visitor class (new, returning) x source class (free, paid)"."""
    return visit.visitor_class, "paid" if visit.source in PAID else "free"


def adjusted(shop: Shop, window: Window, measure: Measure) -> Answer:
    """ "sum_c w_c x (x_c / n_c)"; "under 200 visits in the week the last 28 days are used"; "under 200 there too:
    null"."""
    visits = begun(shop, {}, window)
    if len(visits) < WEEK_MIN:
        last = shop.day(window.last)
        visits = begun(shop, {}, rolling(last, 28, shop.zone))
    if len(visits) < WEEK_MIN:
        return None
    return sum((w * rate(visits, kind, measure) for kind, w in WEIGHTS.items()), Fraction(0))


def rate(visits: list[Visit], kind: tuple[str, str], measure: Measure) -> Fraction:
    """ "A cell with fewer than 30 visits takes the pooled rate of its visitor class; if that class has fewer than 30,
    the pooled rate of all visits"."""
    own = [visit for visit in visits if cell(visit) == kind]
    of_class = [visit for visit in visits if visit.visitor_class == kind[0]]
    chosen = next(part for part in (own, of_class, visits) if len(part) >= CELL_MIN)
    return Fraction(sum(measure(visit) for visit in chosen), len(chosen))


def bounce_rate_adjusted(shop: Shop, scope: Scope, window: Window) -> Answer:
    return adjusted(shop, window, lambda visit: int(len(visit.views) == 1))


def depth_adjusted(shop: Shop, scope: Scope, window: Window) -> Answer:
    return adjusted(shop, window, lambda visit: len(visit.views))


ANSWERS: dict[str, Formula] = {
    "bounce_rate_adjusted": bounce_rate_adjusted,
    "depth_adjusted": depth_adjusted,
}
