"""What it takes to win a gap back by more visitors, what that costs, and whether it would pay (planning.md P9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Literal

import msgspec

from services.planner.usual import DayOfSource, Level

MARGINAL_DAYS, LEAST_MARGINAL_DAYS, MOST_SOURCES = 14, 8, 3
Verdict = Literal["buy", "loses_money", "page_first", "free", "no_budget", "unknown_margin"]


class Price(msgspec.Struct, frozen=True):
    """Minor units for one more visitor; an average where the days say nothing of the margin."""

    per_visitor: Fraction
    is_average: bool


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One way to win a gap back. `rest` of the gap stays open when the budget was cut; `roi` is expected."""

    traffic_source: str
    verdict: Verdict
    visitors_needed: int
    budget_minor: int | None = None
    roi: Fraction | None = None
    is_average: bool = False
    rest: int = 0


def price(days: Mapping[date, DayOfSource], within: Sequence[date]) -> Price | None:
    """The marginal cost of a visitor from the dearest and cheapest half of the days with cost (metrics.md M4)."""
    paid = [days[day] for day in within[-MARGINAL_DAYS:] if day in days and (days[day].cost or 0) > 0]
    visitors = sum(max(day.visitors, day.buyers) for day in paid)
    if not paid or not visitors:
        return None
    ranked, half = sorted(paid, key=lambda day: day.cost or 0), len(paid) // 2
    cheap, dear = ranked[:half], ranked[len(paid) - half :]
    more_cost = sum(day.cost or 0 for day in dear) - sum(day.cost or 0 for day in cheap)
    more_visitors = sum(day.visitors for day in dear) - sum(day.visitors for day in cheap)
    if len(paid) >= LEAST_MARGINAL_DAYS and more_visitors > 0 and more_cost > 0:
        return Price(Fraction(more_cost, more_visitors), is_average=False)
    return Price(Fraction(sum(day.cost or 0 for day in paid), visitors), is_average=True)


def offer(
    source: str,
    gap: int,
    usual: Level,
    cost: Price | None,
    break_even: Fraction | None,
    budget_left: int | None = None,
    *,
    is_page_gate_closed: bool = False,
) -> Offer | None:
    """How `source` could win `gap` (minor units) back at its usual conversion and value per buyer (r14).

    A free source (`cost` None) names visitors only. None when nothing is known of the source, or there is no gap.
    """
    worth = (usual.conversion or Fraction(0)) * (usual.value_per_buyer or Fraction(0))
    if gap <= 0 or not worth:
        return None
    visitors = ceil(gap / worth)
    if cost is None:
        return Offer(traffic_source=source, verdict="free", visitors_needed=visitors)
    roi = worth / cost.per_visitor
    spend = ceil(visitors * cost.per_visitor)
    plain = Offer(
        traffic_source=source, verdict="buy", visitors_needed=visitors, budget_minor=spend, roi=roi,
        is_average=cost.is_average,
    )  # fmt: skip
    if is_page_gate_closed:
        return msgspec.structs.replace(plain, verdict="page_first", budget_minor=None)
    if break_even is None:
        return msgspec.structs.replace(plain, verdict="unknown_margin")
    if roi < break_even:
        return msgspec.structs.replace(plain, verdict="loses_money")
    return _within(plain, gap, worth, cost, budget_left)


def _within(plain: Offer, gap: int, worth: Fraction, cost: Price, budget_left: int | None) -> Offer:
    """Cut to what is left of the month's budget, with the visitors it buys and the rest of the gap."""
    if budget_left is None or (plain.budget_minor or 0) <= budget_left:
        return plain
    visitors = int(max(0, budget_left) / cost.per_visitor)
    return msgspec.structs.replace(
        plain,
        verdict="buy" if visitors else "no_budget",
        visitors_needed=visitors,
        budget_minor=ceil(visitors * cost.per_visitor),
        rest=max(0, gap - int(visitors * worth)),
    )


def best(
    offers: Sequence[Offer],
    worth: Mapping[str, Fraction],
    margin: Fraction | None,
    prices: Mapping[str, Price],
) -> tuple[Offer, ...]:
    """Up to three, the best expected margin of a visitor first (worth x margin - its price)."""

    def gain(each: Offer) -> Fraction:
        cost = prices[each.traffic_source].per_visitor if each.traffic_source in prices else Fraction(0)
        return worth[each.traffic_source] * (margin if margin is not None else 1) - cost

    return tuple(sorted(offers, key=lambda each: (-gain(each), each.traffic_source))[:MOST_SOURCES])
