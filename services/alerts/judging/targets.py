"""`day_target_behind`, `day_target_missed`, `day_target_met`: the day against its plan (R7)."""

from datetime import datetime
from fractions import Fraction

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, judged, says
from services.alerts.judging.look import Row
from services.alerts.rules import compare
from services.contracts.events.structures import Evidence

TOP = 3


def judge_behind(case: Case) -> Finding | None:
    """The running day against its path; in the first hour and below a tenth of the target nothing is known.

    `case.row` is the live row; who calls does so once an hour.
    """
    row = case.row
    if row is None:
        return None
    value = compare.exact(row.value, row.numerator, row.denominator)
    verdict = compare.verdict(value, case.rule) if _can_be_judged(case, row) else "unknown"
    if case.look.profile(case.now).is_closed:
        verdict = "unknown"
    evidence = judged(case, verdict, value=value, slot=_slot(case.now))
    shown = facts.known(
        facts.figure("expected", "应达值", row.part("expected") or row.denominator),
        facts.figure(
            "actual", "实际", row.part("actual") if row.part("actual") is not None else row.numerator
        ),
        facts.figure("day_target", "日目标", row.part("day_target")),
        facts.figure("curve", "目标曲线", row.part("cumulative_permil"), note="permil 千分比"),
        *contributions(case, "live"),
        facts.trend(row),
    )
    return Finding(evidence=evidence, says=says(case, value, shown))


def judge_final(case: Case) -> Finding | None:
    """The closed day against its target; the next closed day clears it, a revision corrects it."""
    row = case.row
    if row is None or not row.is_final or row.kind != "day":
        return None
    value = compare.exact(row.value, row.numerator, row.denominator)
    evidence = judged(case, compare.verdict(value, case.rule), value=value, is_final=True)
    gap = case.look.row("target_gap", "day", case.scope)
    shown = facts.known(
        *facts.ratio(row),
        facts.figure(
            "target_gap", "差额", gap.value if gap and gap.start == row.start else None, row_unit(gap)
        ),
        *contributions(case, "day"),
        facts.trend(row),
    )
    return Finding(evidence=evidence, says=says(case, value, shown))


def contributions(case: Case, kind: str) -> list[Evidence]:
    """The largest contributions by source and factor, worst first."""
    rows = [row for row in case.look.rows("contribution", kind) if row.value and row.scope.get("factor")]
    rows.sort(key=lambda row: row.value or 0)
    return [
        facts.figure(
            f"contribution_{index}",
            "贡献",
            row.value,
            "money",
            f"{row.scope.get('traffic_source', 'shop')}.{row.scope['factor']}",
        )
        for index, row in enumerate(rows[:TOP], 1)
    ]


def row_unit(row: Row | None) -> str | None:
    return row.unit if row else None


def _can_be_judged(case: Case, row: Row) -> bool:
    expected, target = row.part("expected") or row.denominator, row.part("day_target")
    if not expected or not target:
        return False
    is_first_hour = (case.now - row.start).total_seconds() < int(case.rule.number("first_hour_seconds"))
    return not is_first_hour and Fraction(str(expected)) >= case.rule.number("expected_share") * Fraction(
        str(target)
    )


def _slot(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H")
