"""The waterfall: each source's plan, actual, contribution and cost, and what winning the gap back would take."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.planner import budget, usual
from services.planner.budget import Offer, Price
from services.planner.diagnosis import FACTORS, UNATTRIBUTED, Factor, Side, SourceGap
from services.planner.explaining import Explained
from services.planner.sentences import Sentences
from services.planner.sheet import Cost, Explanation, FactorLine, Ratio, SourceLine, Words
from services.planner.usual import DayOfSource, Level
from services.planner.viewing.gathered import Gathered

OFFER_DAYS = 14


def explanation(shop: Gathered, say: Sentences) -> Explanation | None:
    """The judged day by source and factor; None without target or actual."""
    found = shop.explained
    if found is None:
        return None
    lines = [_line(shop, found, gap) for gap in found.diagnosis.sources if _is_worth_a_line(gap)]
    if found.diagnosis.unattributed:
        lines.append(_unattributed(shop, found.diagnosis.unattributed))
    lines.sort(key=lambda line: (-abs(line.contribution), line.traffic_source))
    margin = shop.settled.margin(shop.now)
    return Explanation(
        target=found.diagnosis.target,
        actual=found.diagnosis.actual,
        gap=found.diagnosis.gap,
        sources=tuple(lines),
        advice=_advice(shop, found, say, margin),
        break_even_roi=ratio(1 / margin) if margin else None,
    )


def ratio(value: Fraction | None) -> Ratio | None:
    """An exact ratio for printing."""
    return None if value is None else Ratio(value.numerator, value.denominator)


def _is_worth_a_line(gap: SourceGap) -> bool:
    return bool(gap.plan.visitors or gap.actual.visitors or gap.contribution)


def _line(shop: Gathered, found: Explained, gap: SourceGap) -> SourceLine:
    source = gap.traffic_source
    return SourceLine(
        traffic_source=source,
        name=shop.names.source(source),
        is_paid=shop.names.is_paid(source),
        contribution=gap.contribution,
        planned_gmv=round(gap.plan.gmv),
        gmv=round(gap.actual.gmv),
        factors=tuple(_factor(gap, factor) for factor in FACTORS),
        cost=_cost(shop, gap, found.usual.get(source), found.came.get(source)),
        planned_visitors=ratio(gap.plan.visitors),
        visitors=round(gap.actual.visitors),
        buyers=round(gap.actual.buyers),
    )


def _unattributed(shop: Gathered, contribution: int) -> SourceLine:
    return SourceLine(
        traffic_source=UNATTRIBUTED,
        name=shop.names.source(UNATTRIBUTED),
        is_paid=False,
        contribution=contribution,
        planned_gmv=0,
        gmv=0,
        factors=(),
        cost=Cost(),
    )


def _factor(gap: SourceGap, factor: Factor) -> FactorLine:
    part = gap.parts[factor]
    exact = Ratio(part.exact.numerator, part.exact.denominator)
    return FactorLine(
        factor=factor,
        plan=_of_side(gap.plan, factor),
        actual=_of_side(gap.actual, factor),
        contribution=part.contribution,
        exact=exact,
    )


def _of_side(side: Side, factor: Factor) -> Ratio | None:
    return ratio({"visitors": side.visitors, "conversion": side.conversion}.get(factor, side.value_per_buyer))


def _cost(shop: Gathered, gap: SourceGap, level: Level | None, came: DayOfSource | None) -> Cost:
    spend = came.cost if came else None
    planned = usual.planned_cost(gap.plan, level) if level else None
    price = budget.price(shop.source_days.get(gap.traffic_source, {}), shop.within[-OFFER_DAYS:])
    conversion = level.conversion if level else None
    return Cost(
        planned_spend=None if planned is None else round(planned),
        spend=spend,
        planned_per_buyer=ratio(_per(planned, gap.plan.buyers)),
        per_buyer=ratio(_per(spend, gap.actual.buyers)),
        planned_roi=ratio(_per(gap.plan.gmv, planned)),
        roi=ratio(_roi(came, gap)),
        marginal_per_buyer=ratio(price.per_visitor / conversion if price and conversion else None),
    )


def _roi(came: DayOfSource | None, gap: SourceGap) -> Fraction | None:
    """Of the ads where they report sales of their own, else of all that the source cost."""
    if came is None:
        return None
    if came.ad_gmv and came.ad_cost:
        return Fraction(came.ad_gmv, came.ad_cost)
    return _per(gap.actual.gmv, came.cost)


def _per(whole: Fraction | int | None, number: Fraction | int | None) -> Fraction | None:
    return Fraction(whole) / number if whole is not None and number else None


def _advice(shop: Gathered, found: Explained, say: Sentences, margin: Fraction | None) -> tuple[Words, ...]:
    """For a missed day: what each of the best sources would take to win its own loss back."""
    gaps = {gap.traffic_source: -gap.contribution for gap in found.diagnosis.sources if gap.contribution < 0}
    if found.diagnosis.gap >= 0 or not gaps:
        return ()
    within = shop.within[-OFFER_DAYS:]
    levels = {source: usual.level(shop.source_days.get(source, {}), within) for source in gaps}
    prices = _prices(shop, gaps)
    offers = [
        offer for source in gaps if (offer := _offer(shop, source, gaps[source], levels, prices, margin))
    ]
    worth = {
        source: (each.conversion or 0) * (each.value_per_buyer or Fraction(0))
        for source, each in levels.items()
    }
    best = budget.best(offers, worth, margin, prices)
    return tuple(say.offer(each, gaps[each.traffic_source], margin) for each in best)


def _prices(shop: Gathered, gaps: Mapping[str, int]) -> dict[str, Price]:
    within = shop.within[-OFFER_DAYS:]
    found = {
        source: budget.price(shop.source_days.get(source, {}), within)
        for source in gaps
        if shop.names.is_paid(source)
    }
    return {source: price for source, price in found.items() if price is not None}


def _offer(
    shop: Gathered,
    source: str,
    gap: int,
    levels: Mapping[str, Level],
    prices: Mapping[str, Price],
    margin: Fraction | None,
) -> Offer | None:
    if shop.names.is_paid(source) and source not in prices:
        return None
    break_even = 1 / margin if margin else None
    return budget.offer(source, gap, levels[source], prices.get(source), break_even, _budget_left(shop))


def _budget_left(shop: Gathered) -> int | None:
    """What is left of the month's budget; None where none was set."""
    budget_minor = shop.settled.budgets.get(shop.day.isoformat()[:7])
    if budget_minor is None:
        return None
    month = [day for day in shop.finals if day.isoformat()[:7] == shop.day.isoformat()[:7]]
    spent = sum(days[day].cost or 0 for days in shop.source_days.values() for day in month if day in days)
    return max(0, budget_minor - spent)
