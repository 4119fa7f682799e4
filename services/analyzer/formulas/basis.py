"""Where traffic figures come from: events, or the rows of a platform's report, never both in one window (M0 Basis)."""

from services.analyzer.values import Value, missing
from services.analyzer.views import View


def is_reported(view: View) -> bool:
    """Whether the shop's traffic figures of a window come from reported rows, by what holds at its end."""
    return bool(view.known.setting("traffic_basis", view.end - 1, "stream") == "report")


def from_rows(view: View, value: Value) -> Value:
    """A figure of reported rows: provisional while one of them does not run to the end of its period (E2)."""
    return value._replace(basis="report", is_provisional=view.sum("r_partial") > 0)


def not_reported(view: View) -> Value:
    """The rows of the window do not say it."""
    return from_rows(view, missing("no_data"))
