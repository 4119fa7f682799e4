"""Main items against their share of the plan: the whole shop first, the rest last (planning.md P12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from services.planner import shares
from services.planner.sheet import ItemLine, Ratio, Words
from services.planner.store import shops, sources
from services.planner.usual import Level, level, together
from services.planner.viewing.gathered import Gathered


def items(shop: Gathered) -> tuple[ItemLine, ...]:
    """The judged day by item; nothing without data."""
    if shop.actual is None:
        return ()
    sold = sources.item_sold(shop.item_days, shop.plan_metric, shop.within)
    mains = shares.main_items(shop.settled.main_items(shop.now), sold)
    target, whole = shop.target(shop.day), sum(shop.finals[day] or 0 for day in shop.within)
    parts = {} if target is None else shares.items(target, shop.settled.weights.items, sold, mains, whole)
    names = shops.item_names(shop.session, shop.shop_id, list(mains))
    named = [_item(shop, item, names.get(item, item), parts.get(item)) for item in mains]
    return (_whole(shop, target), *named, *_rest(shop, named, parts))


def _whole(shop: Gathered, target: int | None) -> ItemLine:
    usual = together([level(days, shop.within) for days in shop.source_days.values()])
    came = {metric: figure.value for metric, figure in shop.came.items()}
    buyers, visitors = came.get("buyers"), came.get("visitors")
    return ItemLine(
        kind="shop",
        item_id=None,
        name=Words("全店", "Whole shop"),
        gmv=shop.actual,
        target=target,
        gap=None if target is None or shop.actual is None else shop.actual - target,
        visitors=visitors,
        conversion=_ratio(buyers, visitors),
        planned_conversion=_exact(usual.conversion),
        value_per_buyer=_ratio(shop.actual, buyers),
        planned_value_per_buyer=_exact(usual.value_per_buyer),
    )


def _item(shop: Gathered, item: str, title: str, target: int | None) -> ItemLine:
    days = shop.item_days.get(item, {})
    came, usual = days.get(shop.day, {}), _usual(shop, days)
    gmv, buyers, visitors = came.get(shop.plan_metric, 0), came.get("buyers"), came.get("item_visitors")
    return ItemLine(
        kind="item",
        item_id=item,
        name=Words(title, title),
        gmv=gmv,
        target=target,
        gap=None if target is None else gmv - target,
        visitors=visitors,
        conversion=_ratio(buyers, visitors),
        planned_conversion=_exact(usual.conversion),
        value_per_buyer=_ratio(gmv, buyers),
        planned_value_per_buyer=_exact(usual.value_per_buyer),
    )


def _rest(shop: Gathered, named: list[ItemLine], parts: Mapping[str, int]) -> Iterator[ItemLine]:
    """What no main item brought; other items with weights of their own are in it."""
    if shop.actual is None or not named:
        return
    gmv = shop.actual - sum(line.gmv or 0 for line in named)
    target = sum(part for item, part in parts.items() if item not in {line.item_id for line in named})
    gap = gmv - target if parts else None
    yield ItemLine(
        kind="rest",
        item_id=None,
        name=Words("其他", "Rest"),
        gmv=gmv,
        target=target if parts else None,
        gap=gap,
    )


def _usual(shop: Gathered, days: Mapping[date, Mapping[str, int]]) -> Level:
    found = [days[day] for day in shop.within if day in days]
    return Level(
        visitors=sum(day.get("item_visitors", 0) for day in found),
        buyers=sum(day.get("buyers", 0) for day in found),
        gmv=sum(day.get(shop.plan_metric, 0) for day in found),
        cost=None,
    )


def _ratio(numerator: int | None, denominator: int | None) -> Ratio | None:
    return Ratio(numerator, denominator) if numerator is not None and denominator else None


def _exact(value: Fraction | None) -> Ratio | None:
    return None if value is None else Ratio(value.numerator, value.denominator)
