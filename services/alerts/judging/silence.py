"""`source_silent` and the gate that it closes: missing data are no facts (R14, R5)."""

from datetime import datetime, timedelta
from fractions import Fraction

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, Says, judged
from services.alerts.judging.look import Heard, Look
from services.alerts.lifecycle.evidence import Verdict
from services.alerts.rules.pack import Rule
from services.contracts.vocabulary import Severity

INGEST = "ingest"
OURS = ("/alerts", "/planner", "/analyzer")


def judge(case: Case) -> Finding | None:
    """Judged by our own clock; silence before we began to listen is ours, but not a day that no report has told."""
    heard = heard_of(case)
    if heard is None:
        return None
    silent_since = heard.latest_at
    if not is_report(heard.family):
        silent_since = max(silent_since, case.look.listening_since)
    limit = limit_seconds(heard, case.rule, case.look, case.now)
    silent = Fraction(str((case.now - silent_since).total_seconds()))
    back = int(case.rule.number("back_seconds"))
    is_forgotten = heard.latest_at < case.now - timedelta(days=int(case.rule.number("seen_days")))
    verdict: Verdict
    if silent > limit:
        verdict = "unknown" if is_forgotten else "breach"
    else:
        verdict = "clear" if (case.now - heard.back_since).total_seconds() >= back else "between"
    severity: Severity = "critical" if heard.family == INGEST else "warning"
    evidence = judged(
        case, verdict, value=Fraction(int(silent)), severity=severity, distance=0.0, is_old=False
    )
    says = Says(
        metric="silence_seconds",
        value=int(silent),
        threshold=limit,
        unit="seconds",
        evidence=facts.known(
            facts.named("family", "来源", heard.name),
            facts.named("last_event", "最后一次", heard.latest_at.isoformat()),
            facts.figure("longest_gap", "平时最长间隔", heard.longest_gap_seconds, "seconds"),
        ),
    )
    return Finding(
        evidence=evidence, says=says, recheck_at=_recheck(case, verdict, silent_since, limit, heard, back)
    )


def limit_seconds(heard: Heard, rule: Rule, look: Look, now: datetime) -> int:
    """How long it may be silent: ingest 2 min, a producer by business hours and by its own longest gap.

    A report is heard up to the end of its last complete day: the next one has to be complete by 10:00 of the day after.
    """
    if heard.family == INGEST:
        return int(rule.number("ingest_seconds"))
    if is_report(heard.family):
        return int(rule.number("report_seconds"))
    is_open = look.profile(now).is_business(now)
    usual = int(rule.number("producer_open_seconds" if is_open else "producer_closed_seconds"))
    return max(usual, int(rule.number("gap_times") * (heard.longest_gap_seconds or 0)))


def is_report(family: str) -> bool:
    """Whether a family is a kind of report row, which comes once a day (events.md E8)."""
    return family.endswith(".reported")


def heard_of(case: Case) -> Heard | None:
    """The family or producer that the scope names."""
    if "family" in case.scope:
        return case.look.heard(case.scope["family"], case.scope["family"])
    return case.look.heard("producer", case.scope["producer"])


def is_gate_closed(look: Look, rule: Rule, now: datetime) -> bool:
    """Whether what feeds the rules is silent: ingest, or the only producer of the shop; and is so still."""
    producers = [
        heard for heard in look.all_heard() if heard.family == "producer" and not heard.name.startswith(OURS)
    ]
    watched = [heard for heard in look.all_heard() if heard.family == INGEST]
    watched += producers if len(producers) == 1 else []
    return any(is_silent(heard, look, rule, now) for heard in watched)


def is_silent(heard: Heard, look: Look, rule: Rule, now: datetime) -> bool:
    """Silent by the clock, and said to be."""
    scope = {"family": heard.name} if heard.family == INGEST else {"producer": heard.name}
    since = max(heard.latest_at, look.listening_since)
    is_quiet = (now - since).total_seconds() > limit_seconds(heard, rule, look, now)
    return is_quiet and look.firing("source_silent", {"shop_id": look.shop_id, **scope}) is not None


def _recheck(
    case: Case, verdict: str, since: datetime, limit: int, heard: Heard, back: int
) -> datetime | None:
    if verdict == "between":
        return heard.back_since + timedelta(seconds=back)
    if verdict == "breach":
        return case.now + timedelta(seconds=60)
    return since + timedelta(seconds=limit + 1)
