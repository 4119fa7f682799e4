"""After-sale and reviews (metrics.md M8, M16)."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from services.analyzer.deltas import Scope, scope
from services.analyzer.entities.reports import ReportDay, Row
from services.analyzer.formulas.formula import Formula, share, total
from services.analyzer.known import Known
from services.analyzer.moments import MINUTE, SECOND
from services.analyzer.standing import Spoken, Standing, when_told
from services.analyzer.values import Value, amount, missing, ratio
from services.analyzer.views import PaneView, View
from services.contracts.rounding import rounded

MICRO = 1_000_000
WEEK, FOUR_WEEKS = 7, 28
LISTED = (
    15  # unresolved reviews named beside their number, the oldest first; a row's parts hold at most 20 (E0)
)
BY_REASON = (("reason",), ("item_id", "reason"))
BY_LOSS = (
    *BY_REASON,
    ("to_shop",),
    ("reason", "to_shop"),
    ("item_id", "to_shop"),
    ("item_id", "reason", "to_shop"),
)


def reason_shares(view: PaneView) -> Iterator[Spoken]:
    """The share of each reason among the returns of a shop or an item; the four weeks before stand beside it (R10)."""
    sales, before = view.within("s"), view.rolling(FOUR_WEEKS, lag=WEEK)
    for reason, number in sorted(sales.sums("returned ").items()):
        here = scope(**dict(view.scope), reason=reason)
        usual = {"before": before.sum(f"returned {reason}"), "before_of": before.sum("returns")}
        value = ratio(number, sales.sum("returns"))._replace(beside=usual)
        yield Spoken(f"return_reason_share {reason}", "return_reason_share", here, value)


def resolve_minutes(view: View) -> Value:
    """The median time from posting to resolving, in minutes; how many are open, and the age of each, beside it.

    Ages are those at the end of the window, or by now while it runs.
    """
    took = sorted(
        Fraction(int(us), MINUTE * SECOND) for us, times in view.sums("took ").items() for _ in range(times)
    )
    beside = _open(view)
    if not took:
        return missing("min_samples" if beside else "no_data", **beside)
    middle = (took[(len(took) - 1) // 2] + took[len(took) // 2]) / 2
    return Value(middle.numerator, middle.denominator, beside=beside or None)


def _open(view: View) -> dict[str, int]:
    now = min(view.known.clock.watermark, view.end)
    names = [name.split(" ", 1) for name, number in view.sums("open ").items() if number]
    posted = sorted((int(at), review) for at, review in names)
    ages = {f"age {review}": max(0, now - at) // MINUTE for at, review in posted[:LISTED]}
    return {"unresolved": len(posted), **ages} if posted else {}


def rating(view: View) -> Value:
    """The latest rating of an aspect, with its change against the day before and the gap to peers beside it."""
    known: ReportDay | None = view.known.get("dsr", dict(view.scope)["aspect"])
    today = view.known.last_day(view.end).date
    latest = None if known is None else _latest(known, str(today))
    if latest is None:
        return missing("no_data")
    assert known is not None
    before = _latest(known, str(view.known.calendar.days_on(today, -1).date))
    beside: dict[str, int | float | str] = {"observed_day": latest.dimensions["day"]}
    if before is not None:
        beside["change"] = rounded(latest.figure("value") - before.figure("value"), MICRO)
    if "peer_gap" in latest.figures:
        beside["peer_gap"] = rounded(latest.figure("peer_gap"), MICRO)
    exact = Fraction(latest.figure("value"), MICRO)
    return Value(exact.numerator, exact.denominator, beside=beside)


def _latest(known: ReportDay, day: str) -> Row | None:
    """The row of the latest day up to a date (dates sort as text)."""
    rows = [row for row in known.rows.values() if row.dimensions["day"] <= day]
    return max(rows, key=lambda row: row.dimensions["day"], default=None)


def rated(known: Known, start: int, end: int) -> Iterable[Scope]:
    """The aspects that were ever rated before the end of the window."""
    last = str(known.last_day(end).date)
    return [scope(aspect=aspect) for aspect, days in known.all("dsr").items() if _latest(days, last)]


def lost(measure: str) -> Formula:
    """The sum of what reported rows say was lost, partial while one of them is."""

    def compute(view: View) -> Value:
        if not view.has(measure):
            return missing("no_data")
        return amount(view.sum(measure))._replace(basis="report", is_provisional=view.sum("lost_partial") > 0)

    return Formula("s", (measure,), compute, {"d": BY_LOSS, "w": BY_LOSS})


FORMULAS: dict[str, Formula] = {
    "complaints": total("complaints"),
    "presale_complaints": total("presale_complaints"),
    "returns": total("returns")._replace(beside=dict.fromkeys("dwM", BY_REASON)),
    "bad_reviews": total("bad_reviews"),
    "low_share": share("low_reviews", "reviews"),
    "review_resolve_minutes": Formula("resolve", (), resolve_minutes),
    "dsr": Formula("dsr", (), rating, {"d": (("aspect",),)}, is_split=True),
    "lost_buyers": lost("lost_buyers"),
    "lost_amount": lost("lost_amount"),
}
STANDING = (
    Standing("dsr", ("d",), rated),
    Standing("reasons", ("w",), when_told, say=reason_shares),
)
