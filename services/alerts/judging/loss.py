"""`promo_loss_growing`: what a promo has lost, paid or still to be paid, is large and grows (R6)."""

from datetime import datetime, timedelta
from fractions import Fraction

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, judged, says
from services.alerts.judging.look import is_alive
from services.alerts.rules import compare

ALIVE_AGAIN = timedelta(seconds=2)


def judge(case: Case) -> Finding | None:
    """Opens only while the promo is live; the floor alert of the same promo speaks for it."""
    promo = case.look.promo(case.scope["promo_id"])
    total = case.look.row("promo_loss", "to_date", case.scope)
    if total is None or total.value is None:
        return None
    pending = _pending(case)
    value = Fraction(str(total.value)) + Fraction(str(pending))
    grown_until = _grown_until(case)
    quiet_at = (
        grown_until + timedelta(seconds=int(case.rule.number("quiet_seconds"))) if grown_until else None
    )
    verdict, recheck_at = compare.verdict(value, case.rule, 1), None
    is_over = promo is not None and promo.is_over(case.now)
    if quiet_at and case.now < quiet_at:
        recheck_at = quiet_at
    elif verdict == "breach" and is_over:
        verdict = "clear" if is_alive(case.look, case.now) else "between"
        recheck_at = None if verdict == "clear" else case.now + ALIVE_AGAIN
    elif verdict == "clear":
        verdict = "between"
    evidence = judged(case, verdict, value=value, row=total, is_old=is_over or total.is_history)
    slope = case.look.row("promo_loss", "pulse", case.scope)
    shown = facts.known(
        facts.named("promo", "促销", case.scope["promo_id"]),
        facts.figure("loss", "已亏金额", total.value, "money"),
        facts.figure("loss_pending", "待付亏损", pending, "money"),
        facts.figure("slope_per_minute", "每分钟亏损", (slope.value or 0) * 6 if slope else None, "money"),
    )
    return Finding(
        evidence=evidence,
        says=says(case, value, shown, total),
        recheck_at=recheck_at,
        joins=case.look.firing("below_floor_sale", case.scope),
    )


def _pending(case: Case) -> int | float:
    rows = (case.look.row("promo_loss_pending", kind, case.scope) for kind in ("pulse", "to_date"))
    return next((row.value for row in rows if row and row.value), 0)


def _grown_until(case: Case) -> datetime | None:
    """The end of the last ten seconds in which something was lost."""
    pulse = case.look.row("promo_loss", "pulse", case.scope)
    return pulse.end if pulse and pulse.value else None
