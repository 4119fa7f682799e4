"""Data health (metrics.md M13)."""

from collections.abc import Mapping

from services.analyzer.formulas.formula import Formula, distinct, total
from services.analyzer.formulas.reconciling import STANDING
from services.analyzer.values import Value, ratio
from services.analyzer.views import View

__all__ = ["FORMULAS", "STANDING"]


def rejected_share(view: View) -> Value:
    """Refused events over all received, with the reasons beside it."""
    return refusals(view.sum("received"), view.sums("rejected "))


def refusals(received: int, reasons: Mapping[str, int]) -> Value:
    """The share refused, from the number received and the refusals by reason."""
    beside = {reason: number for reason, number in sorted(reasons.items()) if number}
    return ratio(sum(beside.values()), received)._replace(beside=beside or None)


FORMULAS: dict[str, Formula] = {
    "over_refund_amount": total("over_refund"),
    "late_events": distinct("late")._replace(beside={"d": (("reason",),)}),
    "rejected_share": Formula("s", ("received",), rejected_share),
    "conflicting_events": total("conflicts"),
}
