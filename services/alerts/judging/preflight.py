"""`promo_preflight`: checks PF1-PF8 of a promo before it goes live (R6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from services.alerts.judging import facts
from services.alerts.judging.finding import Case, Finding, Says, judged
from services.alerts.judging.look import Look, Promo
from services.alerts.judging.prices import Reach, reaches
from services.alerts.lifecycle import Ended
from services.alerts.rules.pack import Rule
from services.contracts.vocabulary import Severity

SHORTEST_NOTICE = timedelta(minutes=10)
BLOCKING = frozenset({"PF1", "PF3"})
GRAVE_WITH_NO_LIMIT = frozenset({"PF4", "PF6", "PF7", "PF8"})


class Check(NamedTuple):
    """One failed check: what is wrong, in both languages, with the figure and the limit (minor units) if any."""

    id: str
    zh: str
    en: str
    value: int | float | None = None
    limit: int | float | None = None


class Result(NamedTuple):
    """What the checks found; prices in minor units, of the item that is worst off."""

    failed: tuple[Check, ...]
    lowest: Reach | None
    worst_loss: int | None

    @property
    def is_blocked(self) -> bool:
        return any(check.id in BLOCKING for check in self.failed)

    @property
    def severity(self) -> Severity:
        """PF1 is critical; PF3 is when another check fails that lets the loss grow."""
        ids = {check.id for check in self.failed}
        return "critical" if "PF1" in ids or ("PF3" in ids and ids & GRAVE_WITH_NO_LIMIT) else "warning"


def check(promo: Promo, look: Look, rule: Rule, now: datetime) -> Result:
    """All failed checks of a definition, with prices and costs as they will be when it starts."""
    at = max(now, promo.terms.starts_at)
    found = reaches(promo, look, at)
    lowest = min(
        found,
        key=lambda reach: (reach.price if reach.price is not None else 10**18) - (reach.floor or 0),
        default=None,
    )
    loss = _loss_at_cap(promo, found)
    failed = (
        *_prices(found, rule),
        *_missing(promo),
        *_exposure(loss, int(rule.number("worst_loss"))),
    )
    return Result(tuple(sorted(failed)), lowest, loss)


def judge(case: Case) -> Finding | None:
    """Passing, withdrawn or ended promos resolve; a definition that came too late opens nothing."""
    promo = case.look.promo(case.scope["promo_id"])
    if promo is None:
        return None
    if promo.is_over(case.now):
        is_withdrawn = promo.is_withdrawn(case.now)
        return Finding(evidence=Ended("withdrawn" if is_withdrawn else "window_ended"))
    result = check(promo, case.look, case.rule, case.now)
    deadline = max(promo.terms.starts_at, case.now + SHORTEST_NOTICE)
    evidence = judged(
        case,
        "breach" if result.failed else "clear",
        value=Fraction(len(result.failed)),
        severity=result.severity,
        distance=0.0,
        deadline=deadline,
        is_old=promo.is_old,
    )
    return Finding(evidence=evidence, says=_says(promo, result), recheck_at=_next_change(promo, case.now))


def is_repaired(promo: Promo, look: Look, now: datetime) -> bool:
    """Whether no item can be had below its floor by the definition now in force."""
    found = reaches(promo, look, max(now, promo.terms.starts_at))
    return bool(found) and all(
        reach.price is not None and reach.floor is not None and reach.price >= reach.floor for reach in found
    )


def _prices(found: Sequence[Reach], rule: Rule) -> list[Check]:
    """PF1, PF2 and PF6, each for the item that fails most."""
    checks = []
    below = [
        reach
        for reach in found
        if reach.price is not None and reach.floor is not None and reach.price < reach.floor
    ]
    if below:
        worst = min(below, key=lambda reach: (reach.price or 0) - (reach.floor or 0))
        checks.append(
            Check(
                "PF1",
                f"{worst.item_id} 最低到手价低于底价",
                f"{worst.item_id} can be had below its floor",
                worst.price,
                worst.floor,
            )
        )
    blind = [reach.item_id for reach in found if reach.floor is None or reach.price is None]
    if blind or not found:
        names = ", ".join(blind[:5]) or "*"
        checks.append(Check("PF2", f"成本或价格未知：{names}", f"Cost or price unknown: {names}"))
    share = rule.number("own_price_share")
    cheap = [
        reach
        for reach in found
        if reach.price is not None and reach.own_price and reach.price < share * reach.own_price
    ]
    if cheap:
        worst = min(cheap, key=lambda reach: Fraction(reach.price or 0, reach.own_price or 1))
        limit = float(share * (worst.own_price or 0))
        checks.append(
            Check(
                "PF6",
                f"{worst.item_id} 低于在售价的一半",
                f"{worst.item_id} is below half of its own price",
                worst.price,
                limit,
            )
        )
    return checks


def _missing(promo: Promo) -> list[Check]:
    """PF3, PF4, PF5 and PF7: what the definition leaves open."""
    terms, checks = promo.terms, []
    if terms.limit_per_buyer is None:
        checks.append(Check("PF3", "没有限购", "No limit per buyer"))
    if terms.total_cap is None:
        checks.append(Check("PF4", "没有总量上限", "No total cap"))
    if terms.ends_at is None:
        checks.append(Check("PF5", "没有结束时间", "No end"))
    if not terms.item_ids and terms.threshold_minor is None:
        checks.append(Check("PF7", "全店且无门槛", "The whole shop without a threshold"))
    return checks


def _exposure(loss: int | None, limit: int) -> list[Check]:
    """PF8: what it costs when every unit under the cap goes at the worst loss."""
    if loss is None or loss <= limit:
        return []
    return [Check("PF8", "按上限计的最大亏损过高", "The worst loss at the cap is too large", loss, limit)]


def _loss_at_cap(promo: Promo, found: Sequence[Reach]) -> int | None:
    losses = [reach.loss for reach in found if reach.loss is not None]
    if promo.terms.total_cap is None or not losses:
        return None
    return promo.terms.total_cap * max(losses)


def _next_change(promo: Promo, now: datetime) -> datetime | None:
    """Time alone changes the result when the promo ends."""
    return promo.terms.ends_at if promo.terms.ends_at and promo.terms.ends_at > now else None


def _says(promo: Promo, result: Result) -> Says:
    lowest = result.lowest
    return Says(
        metric=None,
        value=lowest.price if lowest else None,
        threshold=lowest.floor if lowest else None,
        unit="money",
        evidence=facts.known(
            facts.named("failed_checks", "未通过的检查", ", ".join(check.id for check in result.failed)),
            facts.named("promo", "促销", promo.promo_id),
            facts.named("item", "宝贝", lowest.item_id if lowest else None),
            facts.figure("lowest_price", "最低到手价", lowest.price if lowest else None, "money"),
            facts.figure("floor", "底价", lowest.floor if lowest else None, "money"),
            facts.figure("worst_loss", "按上限的最大亏损", result.worst_loss, "money"),
            facts.named("starts_at", "开始时间", promo.terms.starts_at.isoformat()),
            *(
                facts.figure(
                    check.id, check.zh, check.value, "money" if check.value is not None else None, check.en
                )
                for check in result.failed
            ),
        ),
        recommendation_blocked=result.is_blocked or None,
        also_to=promo.terms.person_id if result.is_blocked else None,
    )
