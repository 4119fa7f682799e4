"""Data health (metrics.md M13)."""

from services.analyzer.formulas.formula import Formula, distinct, total

FORMULAS: dict[str, Formula] = {
    "over_refund_amount": total("over_refund"),
    "late_events": distinct("late"),
    "conflicting_events": total("conflicts"),
}
