"""Where traffic figures come from: events, or the rows of a platform's report, never both in one window (M0 Basis)."""

from services.analyzer.contributions.told import PARTIAL
from services.analyzer.values import Value, amount, missing, ratio
from services.analyzer.views import View

PLAIN = frozenset("hd")  # the periods that rows speak of


def is_reported(view: View) -> bool:
    """Whether the shop's traffic figures of a window come from reported rows, by what holds at its end."""
    return view.is_reported()


def from_rows(view: View, value: Value) -> Value:
    """A figure of reported rows: provisional while one of them does not run to the end of its period (E2)."""
    return value._replace(basis="report", is_provisional=view.sum(PARTIAL) > 0)


def not_told(view: View) -> Value:
    """The rows of the window do not say it."""
    return from_rows(view, missing("no_data"))


def told(view: View, measure: str) -> Value:
    """The sum of what the rows say."""
    return from_rows(view, amount(view.sum(measure))) if view.has(measure) else not_told(view)


def told_distinct(view: View, measure: str) -> Value:
    """A distinct count as a row says it: of an hour or a day, because such counts are never added (M0 Exactness)."""
    return told(view, measure) if view.kind in PLAIN else not_told(view)


def told_share(view: View, numerator: str, denominator: str) -> Value:
    """One sum of the rows over another."""
    known = view.has(numerator) and view.has(denominator)
    return from_rows(view, ratio(view.sum(numerator), view.sum(denominator))) if known else not_told(view)


def told_mean(view: View, numerator: str, members: str) -> Value:
    """A sum or a distinct count over a distinct count: of a period of rows, or over the days of a rolling window."""
    is_known = view.kind in PLAIN or view.kind[0] == "r"
    return told_share(view, numerator, members) if is_known else not_told(view)


def by_told_visitors(view: View, share: Value) -> Value:
    """A ratio to the visitors of rows: unknown without them, and over windows in which they cannot be added."""
    is_known = view.has("r_visitors") and (view.kind in PLAIN or view.kind[0] == "r")
    return from_rows(view, share) if is_known else not_told(view)
