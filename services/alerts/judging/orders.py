"""`no_orders`: visitors come and nobody buys (R14)."""

from datetime import datetime, timedelta
from fractions import Fraction

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, judged, says
from services.alerts.judging.look import Row
from services.alerts.judging.silence import INGEST, OURS
from services.alerts.lifecycle.evidence import Verdict

MINUTES = (15, 30, 60, 120)


def judge(case: Case) -> Finding | None:
    """The shortest stretch in which at least eight orders are usual holds none, though other events come."""
    row = _shortest(case)
    if row is None or case.look.profile(case.now).is_closed:
        return None
    actual = row.part("actual")
    verdict: Verdict
    if actual is None:
        verdict = "unknown"
    elif actual > 0:
        verdict = "clear"
    else:
        verdict = "breach" if _is_heard(case, row) else "unknown"
    evidence = judged(case, verdict, value=Fraction(str(actual or 0)), row=row, distance=0.0)
    shown = facts.known(
        facts.figure(
            "baseline", "平时订单", row.value, "count", "median of 4 same weekdays 近4个同星期中位数"
        ),
        facts.figure("minutes", "分钟", int((row.end - row.start).total_seconds() // 60), "minutes"),
        facts.figure("orders", "订单数", actual, "count"),
        facts.named("last_event", "最后事件", _last_event(case)),
    )
    return Finding(evidence=evidence, says=says(case, Fraction(str(actual or 0)), shown, row))


def _shortest(case: Case) -> Row | None:
    least = case.rule.number("baseline")
    for minutes in MINUTES:
        row = case.look.row("orders_expected", f"r{minutes}m", {"shop_id": case.look.shop_id})
        if row is not None and row.value is not None and Fraction(str(row.value)) >= least:
            return row
    return None


def _is_heard(case: Case, row: Row) -> bool:
    """Ingest was there all the while, nothing is said to be silent, and some producer spoke in the last minutes."""
    ingest = case.look.heard(INGEST, INGEST)
    if ingest is not None and ingest.back_since > row.start:
        return False
    if case.look.firing("source_silent", {"shop_id": case.look.shop_id, "family": INGEST}):
        return False
    latest = _latest(case)
    return latest is not None and case.now - latest <= timedelta(
        seconds=int(case.rule.number("heard_seconds"))
    )


def _latest(case: Case) -> datetime | None:
    producers = [
        each for each in case.look.all_heard() if each.family == "producer" and not each.name.startswith(OURS)
    ]
    return max((each.latest_at for each in producers), default=None)


def _last_event(case: Case) -> str | None:
    latest = _latest(case)
    return latest.isoformat() if latest else None
