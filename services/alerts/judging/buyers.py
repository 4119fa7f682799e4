"""`buyer_limit_exceeded` and `buyer_bulk`: one buyer takes too much (R6)."""

from datetime import datetime
from fractions import Fraction

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, Says, judged, says, window_of
from services.alerts.judging.look import Look, Row
from services.alerts.lifecycle import Ended
from services.alerts.rules import compare


def judge_limit(case: Case) -> Finding | None:
    """Units of one buyer in one promo against its limit; what is cancelled no longer counts."""
    promo = case.look.promo(case.scope["promo_id"])
    if promo is None:
        return None
    if promo.is_over(case.now):
        return Finding(evidence=judged(case, "clear", is_old=True))
    limit, row = promo.terms.limit_per_buyer, case.row
    value = row.value if row else case.known.value if case.known else None
    if value is None:
        return None
    units = Fraction(str(value))
    is_over_limit = limit is not None and units > limit
    beyond = float(units - limit) if limit is not None else 0.0
    evidence = judged(case, "breach" if is_over_limit else "clear", value=units, distance=max(beyond, 0.0))
    shown = facts.known(
        facts.named("buyer", "买家", case.scope["buyer_id"]),
        facts.figure("units", "件数", value, "units"),
        facts.figure("limit", "限购", limit, "units"),
        facts.figure("orders", "订单数", row.part("orders") if row else None, "count"),
        facts.figure("amount", "金额", row.part("amount_minor") if row else None, "money"),
        facts.named("promo", "促销", promo.promo_id),
    )
    told = Says(
        metric=case.rule.metric,
        value=value,
        threshold=limit,
        clear_threshold=limit,
        unit="units",
        window=window_of(row) if row else None,
        evidence=shown,
    )
    return Finding(evidence=evidence, says=told, recheck_at=promo.terms.ends_at)


def judge_bulk(case: Case) -> Finding | None:
    """Units of one buyer of one item in one day, where no promo limits them."""
    row = case.row
    end = row.end if row else case.known.window_end if case.known else None
    if end is not None and end <= case.now:
        return Finding(evidence=Ended("window_ended"))
    if row is None or row.value is None:
        return Finding(evidence=None, recheck_at=end)
    if _is_limited(case.look, case.scope["item_id"], case.now):
        return None
    units = Fraction(str(row.value))
    verdict = compare.verdict(units, case.rule, 1)
    evidence = judged(case, "between" if verdict == "clear" else verdict, value=units)
    shown = facts.known(
        facts.named("buyer", "买家", case.scope["buyer_id"]),
        facts.named("item", "宝贝", case.scope["item_id"]),
        facts.figure("units", "件数", row.value, "units"),
        facts.figure("amount", "金额", row.part("amount_minor"), "money"),
        facts.figure("orders", "订单数", row.part("orders"), "count"),
        facts.named("first_order_at", "首单时间", row.text("first_order_at")),
        facts.named("last_order_at", "末单时间", row.text("last_order_at")),
    )
    return Finding(evidence=evidence, says=says(case, units, shown), recheck_at=row.end)


def is_worth_judging(row: Row, fires_at: int) -> bool:
    """Most buyers take little: their rows open nothing and need no look."""
    return row.value is not None and row.value >= fires_at


def _is_limited(look: Look, item_id: str, now: datetime) -> bool:
    return any(
        promo.is_live(now) and promo.covers(item_id) and promo.terms.limit_per_buyer is not None
        for promo in look.promos()
    )
