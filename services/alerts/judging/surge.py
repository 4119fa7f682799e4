"""`order_surge`: a promo or an item is ordered many times faster than usual (R6)."""

from fractions import Fraction

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, judged, says, spoken_for
from services.alerts.judging.look import Row
from services.alerts.rules import compare


def judge(case: Case) -> Finding | None:
    """Compared with the usual rate of its items, on campaign days times the campaign's factor."""
    rate = case.look.row("promo_order_rate", "r10m", case.scope)
    if rate is None:
        return None
    if _belongs_to_promo(case, rate):
        return spoken_for(case)
    usual = _usual(case, rate)
    paid = compare.exact(rate.value, rate.numerator, rate.denominator)
    times = paid / usual if paid is not None and usual else None
    orders = rate.part("orders") if rate.part("orders") is not None else rate.numerator
    verdict = compare.verdict(times, case.rule, orders)
    if (
        verdict == "unknown"
        and times is not None
        and case.rule.clears
        and compare.holds(times, case.rule.clears)
    ):
        verdict = "clear"  # so few orders are no surge, whatever the minimum for opening
    evidence = judged(case, verdict, value=times, row=rate, is_old=True if _is_promo_over(case) else None)
    shown = facts.known(
        facts.named("promo", "促销", case.scope.get("promo_id")),
        facts.named("item", "宝贝", case.scope.get("item_id")),
        facts.figure("rate", "下单速度", rate.value, "per_minute"),
        facts.figure(
            "baseline", "平时下单速度", compare.number(usual), "per_minute", "r14 median 近14天同时段中位数"
        ),
        facts.figure("orders", "10分钟订单", orders, "count"),
        facts.named("discount", "折扣", _discount(case)),
        facts.figure("top_buyer_units", "单人最多件数", _top_buyer(case), "units"),
        facts.trend(rate),
    )
    return Finding(
        evidence=evidence,
        says=says(case, times, shown, rate),
        joins=case.look.firing("below_floor_sale", case.scope),
    )


def _usual(case: Case, rate: Row) -> Fraction | None:
    """The sum over the items of a promo; None while none of them is known."""
    item_id = case.scope.get("item_id")
    items = {item_id} if item_id else _items(case)
    rows = [row for row in case.look.rows("order_rate_baseline", "r14") if row.scope.get("item_id") in items]
    values = [Fraction(str(row.value)) for row in rows if row.value is not None]
    if not values:
        return None
    day = rate.end.astimezone(case.look.profile(case.now).zone).date()
    return sum(values, Fraction(0)) * Fraction(str(case.look.campaign_factor(day)))


def _items(case: Case) -> set[str]:
    promo = case.look.promo(case.scope["promo_id"])
    if promo is None or not promo.terms.item_ids:
        return set(case.look.items())
    return set(promo.terms.item_ids)


def _belongs_to_promo(case: Case, rate: Row) -> bool:
    """The orders of an item under a promo are judged with that promo."""
    item_id = case.scope.get("item_id")
    if item_id is None:
        return False
    return any(promo.covers(item_id) and promo.was_live(rate.start, rate.end) for promo in case.look.promos())


def _is_promo_over(case: Case) -> bool:
    promo = case.look.promo(case.scope["promo_id"]) if "promo_id" in case.scope else None
    return promo is not None and promo.is_over(case.now)


def _discount(case: Case) -> str | None:
    promo = case.look.promo(case.scope["promo_id"]) if "promo_id" in case.scope else None
    if promo is None:
        return None
    terms = promo.terms
    if terms.price_minor is not None:
        return f"price_minor {terms.price_minor}"
    if terms.percent_off is not None:
        return f"percent_off {terms.percent_off:g}"
    return f"amount_off_minor {terms.amount_off_minor}"


def _top_buyer(case: Case) -> int | float | None:
    rows = case.look.rows("buyer_promo_units", "top")
    mine = [row.value for row in rows if row.scope.get("promo_id") == case.scope.get("promo_id")]
    return max((value for value in mine if value is not None), default=None)
