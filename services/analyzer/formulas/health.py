"""Data health (metrics.md M13)."""

from services.analyzer.formulas.formula import Formula, distinct, total
from services.analyzer.formulas.reconciling import STANDING

__all__ = ["FORMULAS", "STANDING"]

FORMULAS: dict[str, Formula] = {
    "over_refund_amount": total("over_refund"),
    "late_events": distinct("late")._replace(beside={"d": (("reason",),)}),
    "conflicting_events": total("conflicts"),
}
