"""The plan tree as the API gives it: from any period down to days, or one goal of a split."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from services.planner import periods
from services.planner.cascade import Node
from services.planner.rows import shown
from services.planner.store import figures, plans
from services.planner.viewing.gathered import Gathered

FACTOR_NAMES = ("month", "weekday", "holiday", "campaign")


def node_of(shop: Gathered, period: str) -> dict[str, Any] | None:
    """The node of `period` with everything below it; None when nothing is planned for it."""
    if period not in shop.plan.nodes:
        return None
    return _node(shop, period, plans.weights(shop.session, shop.shop_id, shop.plan_metric))


def scoped_node(shop: Gathered, period: str, key: str, value: str) -> dict[str, Any] | None:
    """The goal of a department, person, source or item in a period; None when there is none."""
    for goal in plans.nodes(shop.session, shop.shop_id, shop.plan_metric):
        scope: dict[str, str] = json.loads(goal.scope)
        if goal.period == period and scope.get(key) == value:
            return {
                "level": goal.level,
                "period": period,
                "scope": {"shop_id": shop.shop_id, **scope},
                "baseline": goal.baseline,
                "current": goal.current,
                "actual": _scoped_actual(shop, period, key, value),
                "attainment": None,
                "shortfall": goal.shortfall,
                "is_unreachable": goal.is_unreachable,
                "weight": None,
                "children": [],
            }
    return None


def _node(shop: Gathered, period: str, weights: Mapping[str, str]) -> dict[str, Any]:
    node = shop.plan.nodes[period]
    children = [
        _node(shop, child, weights) for child in periods.children_of(period) if child in shop.plan.nodes
    ]
    actual = _actual(shop, node)
    found: dict[str, Any] = {
        "level": periods.level_of(period),
        "period": period,
        "scope": {"shop_id": shop.shop_id},
        "baseline": node.baseline,
        "current": node.target if node.is_frozen and len(period) == 10 else node.current,
        "target": node.target,
        "actual": actual,
        "attainment": _attainment(shop, node, actual),
        "shortfall": node.shortfall,
        "is_unreachable": node.is_unreachable,
        "plan_gap": node.plan_gap,
        "is_set": node.is_set,
        "is_frozen": node.is_frozen,
        "is_closed": node.is_closed,
        "weight": float(_weight(period, weights)),
        "children": children,
    }
    if period in weights:
        parts = zip(FACTOR_NAMES, weights[period].split(), strict=True)
        found["factors"] = {name: float(Fraction(text)) for name, text in parts}
    return found


def _actual(shop: Gathered, node: Node) -> int | None:
    """What came in so far; None for a period that has not begun."""
    if periods.first_day(node.period) > shop.today or _is_without_data(shop, node):
        return None
    is_running = periods.last_day(node.period) >= shop.today and shop.today not in shop.finals
    return node.actual + ((shop.running.value or 0) if is_running and shop.running else 0)


def _attainment(shop: Gathered, node: Node, actual: int | None) -> int | float | None:
    """Actual over target when closed; while running, what is closed over the baseline of the same days."""
    if node.is_closed:
        return shown(actual, node.target) if node.target and actual is not None else None
    closed = [
        shop.plan.nodes[day.isoformat()] for day in periods.days_of(node.period) if _is_closed(shop, day)
    ]
    due = sum(day.baseline for day in closed)
    return shown(sum(day.actual for day in closed), due) if due else None


def _is_without_data(shop: Gathered, node: Node) -> bool:
    """A closed day of which nothing is known: no data is no zero."""
    return (
        node.is_closed and len(node.period) == 10 and shop.finals.get(date.fromisoformat(node.period)) is None
    )


def _is_closed(shop: Gathered, day: date) -> bool:
    node = shop.plan.nodes.get(day.isoformat())
    return node is not None and node.is_closed


def _weight(period: str, weights: Mapping[str, str]) -> Fraction:
    if period in weights:
        whole = Fraction(1)
        for text in weights[period].split():
            whole *= Fraction(text)
        return whole
    if len(period) == 10:
        return Fraction(0)
    return sum((_weight(child, weights) for child in periods.children_of(period)), Fraction(0))


def _scoped_actual(shop: Gathered, period: str, key: str, value: str) -> int | None:
    """What came in of a source or item; other splits have no sales of their own."""
    if key not in (figures.SOURCE, figures.ITEM):
        return None
    first, last = periods.first_day(period), periods.last_day(period)
    found = figures.by_name(shop.session, shop.shop_id, key, (shop.plan_metric,), first, last).get(value, {})
    return sum(day.get(shop.plan_metric, 0) for day in found.values())
