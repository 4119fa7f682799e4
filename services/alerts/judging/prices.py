"""The lowest unit price that a buyer can reach with a promo and everything that may be stacked on it (PF1)."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from services.alerts.judging.look import Cost, Look, Promo
from services.contracts.events.promotions import PromoTerms


class Reach(NamedTuple):
    """Minor units; None where the price or the cost is not known. `loss` is per unit at the lowest price."""

    item_id: str
    price: int | None
    floor: int | None
    own_price: int | None
    loss: int | None


def reaches(promo: Promo, look: Look, at: datetime) -> list[Reach]:
    """One entry for each item of the promo; a promo of the whole shop has every item whose price is known."""
    items = promo.terms.item_ids or look.items()
    return [_reach(promo, item_id, look, at) for item_id in items]


def _reach(promo: Promo, item_id: str, look: Look, at: datetime) -> Reach:
    own, cost = look.price(item_id, at), look.cost(item_id, at)
    price = lowest(promo, item_id, own, look.promos())
    asked = _own_price(promo, item_id, own, look.promos(), at)
    return Reach(item_id, price, cost.floor if cost else None, asked, _loss(price, cost))


def _own_price(
    promo: Promo, item_id: str, listed: int | None, others: Sequence[Promo], at: datetime
) -> int | None:
    """The lower of the listed price and another fixed-price promo that is live then (metrics.md M10)."""
    live = [
        other
        for other in others
        if other.promo_id != promo.promo_id and other.is_live(at) and other.covers(item_id)
    ]
    fixed = [other.terms.price_minor for other in live if other.terms.price_minor is not None]
    return min([*fixed, *([listed] if listed is not None else [])], default=None)


def _loss(price: int | None, cost: Cost | None) -> int | None:
    if price is None or cost is None:
        return None
    return max(0, (cost.unit_cost or cost.floor) - price)


def lowest(promo: Promo, item_id: str, own: int | None, others: Sequence[Promo]) -> int | None:
    """The promo's price, with all stackable promos of the same item and time; rounded down to a minor unit."""
    stack = [promo.terms, *(other.terms for other in others if _stacks(promo, other, item_id))]
    fixed = [terms.price_minor for terms in stack if terms.price_minor is not None]
    start = min(fixed) if fixed else own
    if start is None:
        return None
    price = Fraction(start)
    for terms in stack:
        price *= 1 - Fraction(str(terms.percent_off or 0))
    for terms in stack:
        price = _less(price, terms)
    return floor(max(price, Fraction(0)))


def _less(price: Fraction, terms: PromoTerms) -> Fraction:
    """An amount off counts per unit of the smallest basket that reaches its threshold."""
    if not terms.amount_off_minor:
        return price
    if price <= 0:
        return price
    units = max(1, ceil(Fraction(terms.threshold_minor or 0) / price))
    return price - Fraction(terms.amount_off_minor, units)


def _stacks(promo: Promo, other: Promo, item_id: str) -> bool:
    """Both say that they stack, both cover the item, and they are live at the same time."""
    if other.promo_id == promo.promo_id or not (promo.terms.stackable and other.terms.stackable):
        return False
    if not other.covers(item_id) or other.withdrawn_at is not None:
        return False
    ours, theirs = promo.terms, other.terms
    begins_in_time = ours.ends_at is None or theirs.starts_at < ours.ends_at
    return begins_in_time and (theirs.ends_at is None or theirs.ends_at > ours.starts_at)
