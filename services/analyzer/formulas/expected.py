"""Usual levels that rules and plans compare with (metrics.md M13, expected values).

A row covers exactly the days that it is a mean of: a rule takes the one that ends where the window begins that it
judges (rules.md R1). Only the visitors expected of a day stand in the window of that day.
"""

from collections.abc import Iterable

from services.analyzer.contributions.adverts import STOPPED
from services.analyzer.deltas import SHOP, Scope
from services.analyzer.formulas.adverts import PARTIAL
from services.analyzer.formulas.formula import Formula
from services.analyzer.formulas.reported import provisional, reported_share
from services.analyzer.formulas.sales import conversion, refund_order_rate
from services.analyzer.formulas.traffic import SEEN, visitor_count
from services.analyzer.known import Known
from services.analyzer.moments import LocalDay
from services.analyzer.panes import COMPARED, Pane, PaneKey
from services.analyzer.plain import WEEKS_BACK, compared_with, usual_days
from services.analyzer.standing import Standing
from services.analyzer.values import Value, median, ratio
from services.analyzer.views import PaneView, View


def ad_clicks_mean(view: View) -> Value:
    """Mean of the days that have rows: without any a day is unknown, with those of other sources it had no clicks."""
    days = sum(day.has("ad_clicks") or day.has(STOPPED) for day in view.each_day())
    return provisional(view, PARTIAL, ratio(view.sum("ad_clicks"), days))


def visitors_expected(view: View) -> Value:
    """Median of the visitors of the days that this one is compared with, as many of them as are known."""
    known, usual = view.known, usual_days(view.known, view.known.calendar.day(view.start))
    told = [visitor_count(_day(known, other, view.scope)) for other in usual]
    seen = [value.numerator for value in told if value.null_reason is None and value.numerator is not None]
    basis = "report" if known.is_reported(view.end) else "stream"
    return median(seen)._replace(basis=basis, beside=compared_with(usual))


def _day(known: Known, day: LocalDay, scope: Scope) -> PaneView:
    key = PaneKey("s", "d", day.start, scope)
    return PaneView(known, key, known.book.get(key), None)


def _compared(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The shop, and the sources and devices of the day or of those that it is compared with."""
    day = known.calendar.day(start)
    windows = [known.book.windows.get(("s", "d", d.start), ()) for d in (day, *usual_days(known, day))]
    narrow = {s for scopes in windows for s in scopes if len(s) == 1 and s[0][0] in COMPARED}
    return {SHOP, *narrow}


def _concerns(known: Known, day: Pane, start: int) -> bool:
    """Whether the day that begins at `start` is compared with a day, or is it."""
    own, compared = known.calendar.day(day.key.start), known.calendar.day(start)
    if (compared.date - own.date).days % 7:
        return False  # a day of last year's campaign lies further back than a day is followed
    return start == own.start or own.start in {each.start for each in usual_days(known, compared)}


FORMULAS: dict[str, Formula] = {
    "visitors_expected": Formula("usual", (), visitors_expected),
    "conversion_mean": Formula("s", ("buyers", *SEEN), conversion),
    "ad_clicks_mean": Formula("s", ("ad_clicks",), ad_clicks_mean),
    "ad_cpc_mean": reported_share("ad_cost", "ad_clicks", PARTIAL),
    "refund_order_rate_prior": Formula("s", ("orders", "refunded_orders"), refund_order_rate),
}
STANDING = (
    Standing(
        "usual",
        ("d",),
        _compared,
        follows=frozenset({(), *((name,) for name in COMPARED)}),
        reach=7 * WEEKS_BACK,
        opens=_concerns,
    ),
)
