"""`inquiry_conversion_low`: too few of those who ask before buying do buy (R10)."""

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, judged, says
from services.alerts.rules import compare


def judge(case: Case) -> Finding | None:
    """The final week of the shop; the next week's value resolves it."""
    row = case.row
    if row is None or not row.is_final:
        return None
    value = compare.exact(row.value, row.numerator, row.denominator)
    verdict = compare.verdict(value, case.rule, row.denominator)
    evidence = judged(case, verdict, value=value, is_final=True)
    shown = facts.known(
        facts.figure("inquirers", "询单人数", row.denominator, "count"),
        facts.figure("buyers", "询单支付人数", row.numerator, "count"),
        facts.named("agents", "客服", _agents(case)),
        facts.trend(row),
    )
    return Finding(evidence=evidence, says=says(case, value, shown))


def _agents(case: Case) -> str | None:
    """Each agent's own share, lowest first."""
    rows = [
        row
        for row in case.look.rows("inquiry_conversion", "week")
        if row.scope.get("agent_id") and row.value is not None
    ]
    rows.sort(key=lambda row: row.value or 0)
    return ", ".join(f"{row.scope['agent_id']} {row.value:g} ({row.denominator})" for row in rows[:8]) or None
