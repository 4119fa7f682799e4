"""`below_floor_sale`: something is being sold below its floor price (R6)."""

from datetime import timedelta
from fractions import Fraction

import msgspec

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, Says, judged, spoken_for, window_of
from services.alerts.judging.look import Row, is_alive
from services.alerts.judging.preflight import is_repaired
from services.alerts.lifecycle import Terms
from services.alerts.lifecycle.evidence import Verdict
from services.contracts.events.structures import Evidence

ALIVE_AGAIN = timedelta(seconds=2)
PROMO_HEARD = timedelta(seconds=1)


def judge(case: Case) -> Finding | None:
    """A breach while units were sold in the last 60 s; clear once they stopped and the promo is out of the way.

    The last breach lasts to the end of its ten-second pulse. An item is judged only where no promo covers it.
    """
    pulse = case.look.row("below_floor_units", "pulse", case.scope)
    if pulse is None or not pulse.value:
        return None
    if _belongs_to_promo(case, pulse):
        return spoken_for(case)
    quiet_at = pulse.end + timedelta(seconds=int(case.rule.number("quiet_seconds")))
    units = _total(case, "below_floor_units") or pulse.value
    value = Fraction(str(units))
    verdict: Verdict
    if case.now < quiet_at:
        verdict, recheck_at = "breach", quiet_at
    elif not is_alive(case.look, case.now):
        verdict, recheck_at = "between", case.now + ALIVE_AGAIN
    else:
        verdict = "clear" if _is_out_of_the_way(case) else "between"
        recheck_at = None
    evidence = judged(case, verdict, value=value, row=pulse, distance=float(value))
    if _may_yet_belong_to_promo(case):
        evidence = msgspec.structs.replace(evidence, terms=_waiting(evidence.terms))
        recheck_at = case.now + PROMO_HEARD
    says = Says(
        metric="below_floor_units",
        value=units,
        threshold=1,
        unit="units",
        window=window_of(pulse),
        evidence=_shown(case, pulse, units),
    )
    return Finding(evidence=evidence, says=says, recheck_at=recheck_at)


def _belongs_to_promo(case: Case, pulse: Row) -> bool:
    item_id = case.scope.get("item_id")
    if item_id is None:
        return False
    return any(
        promo.covers(item_id) and promo.was_live(pulse.start, pulse.end) for promo in case.look.promos()
    )


def _may_yet_belong_to_promo(case: Case) -> bool:
    """After a restart a figure may be read a moment before the promo that explains it."""
    return "item_id" in case.scope and (case.known is None or not case.known.is_said)


def _waiting(terms: Terms) -> Terms:
    return msgspec.structs.replace(
        terms, hold_seconds=max(terms.hold_seconds, int(PROMO_HEARD.total_seconds()))
    )


def _is_out_of_the_way(case: Case) -> bool:
    promo_id = case.scope.get("promo_id")
    promo = case.look.promo(promo_id) if promo_id else None
    return promo is None or promo.is_over(case.now) or is_repaired(promo, case.look, case.now)


def _total(case: Case, metric: str) -> int | float | None:
    row = case.look.row(metric, "to_date", case.scope)
    return row.value if row else None


def _shown(case: Case, pulse: Row, units: int | float) -> list[Evidence]:
    total = case.look.row("below_floor_units", "to_date", case.scope)
    parts = total or pulse
    rate = case.look.row("promo_order_rate", "r10m", case.scope)
    basis = "按底价计 by floor" if parts.text("basis") == "floor" else None
    return facts.known(
        facts.named("promo", "促销", case.scope.get("promo_id")),
        facts.named("item", "宝贝", parts.text("item_id") or case.scope.get("item_id")),
        facts.figure("price", "成交单价", parts.part("price_minor"), "money"),
        facts.figure("floor", "底价", parts.part("floor_minor"), "money"),
        facts.figure("cost", "成本", parts.part("cost_minor"), "money"),
        facts.figure("units", "件数", units, "units"),
        facts.figure("orders", "订单数", _total(case, "below_floor_orders"), "count"),
        facts.figure("orders_per_minute", "每分钟订单", rate.value if rate else None, "per_minute"),
        facts.figure("loss", "已亏金额", _total(case, "promo_loss"), "money", basis),
        facts.figure("loss_pending", "待付亏损", _pending(case), "money"),
        facts.named("first_order_at", "首单时间", parts.text("first_order_at")),
    )


def _pending(case: Case) -> int | float | None:
    rows = (case.look.row("promo_loss_pending", kind, case.scope) for kind in ("pulse", "to_date"))
    return next((row.value for row in rows if row and row.value), None)
