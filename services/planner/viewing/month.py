"""The month day by day, the way up to the year, the days left and today's shares."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor
from typing import Literal

from services.planner import figures, goals, periods
from services.planner.cascade import Node
from services.planner.explaining import sold
from services.planner.names import department
from services.planner.sentences import Sentences
from services.planner.shares import REST, main_items
from services.planner.sheet import DayLeft, MonthDay, Ratio, Share, TreeNode, Words
from services.planner.store import shops, sources
from services.planner.viewing.gathered import Gathered

DayState = Literal["met", "missed", "no_data", "closed", "running", "left", "unplanned"]


def month_days(shop: Gathered) -> tuple[MonthDay, ...]:
    """Every day of the running month."""
    return tuple(_month_day(shop, day) for day in periods.days_of(periods.period_of(shop.today, "month")))


def _month_day(shop: Gathered, day: date) -> MonthDay:
    node, campaign = shop.plan.nodes.get(day.isoformat()), shop.calendar.campaign_of(day)
    is_over, target = day in shop.finals and day < shop.today, shop.target(day)
    actual = shop.finals.get(day) if is_over else None
    if day == shop.today and shop.running is not None:
        actual = shop.running.value
    return MonthDay(
        day=day,
        state=_state(shop, day, node, actual),
        baseline=node.baseline if node else None,
        target=target,
        actual=actual,
        is_by_hand=bool(node and node.is_set),
        is_off_day=shop.calendar.is_off(day),
        campaign=campaign.name if campaign else None,
    )


def _state(shop: Gathered, day: date, node: Node | None, actual: int | None) -> DayState:
    if shop.is_closed(day):
        return "closed"
    if day == shop.today:
        return "running"
    if day > shop.today:
        return "left" if node else "unplanned"
    if actual is None:
        return "no_data"
    target = shop.target(day)
    return "unplanned" if target is None else "met" if actual >= target else "missed"


def month_note(shop: Gathered, say: Sentences) -> Words | None:
    """How the month stands against its baseline and what the days left carry for it."""
    month = shop.plan.nodes.get(periods.period_of(shop.today, "month"))
    closed = [
        node
        for day in periods.days_of(periods.period_of(shop.today, "month"))
        if (node := shop.plan.nodes.get(day.isoformat())) and node.is_closed
    ]
    if month is None or not closed or month.remaining is None:
        return None
    ahead = sum(node.actual for node in closed) - sum(node.baseline for node in closed)
    left = sum(1 for node in _left(shop))
    than = Words("多" if ahead >= 0 else "少", "above" if ahead >= 0 else "below")
    head = Words(
        f"前 {len(closed)} 天比原计划{than.zh} {say.money(abs(ahead))}",
        f"The first {len(closed)} days closed {say.money(abs(ahead))} {than.en} baseline",
    )
    rest = _rest(month, left, say)
    return Words(f"{head.zh}，{rest.zh}", f"{head.en}; {rest.en}")


def _rest(month: Node, left: int, say: Sentences) -> Words:
    if month.remaining == 0:
        return Words("本月目标已完成。", "the month's target is met.")
    if month.is_unreachable:
        amount = say.money(month.shortfall)
        return Words(
            f"剩下 {left} 天都到上限也还缺 {amount}：改目标或加预算。",
            f"with every day left at its cap {amount} is still missing: agree on a new target or more budget.",
        )
    if not month.baseline_left or month.remaining is None:
        return Words(f"还剩 {left} 天。", f"{left} days are left.")
    more = Fraction(month.remaining, month.baseline_left) - 1
    percent = figures.decimal(100 * more, 1, signed=True) + " %"
    return Words(
        f"摊到剩下 {left} 天，每天 {percent}。", f"over the {left} days left that is {percent} each."
    )


def tree(shop: Gathered) -> tuple[TreeNode, ...]:
    """Year, quarter, month and today, with what came in so far."""
    found = ((level, shop.plan.nodes.get(periods.period_of(shop.today, level))) for level in periods.LEVELS)
    so_far = shop.running.value if shop.running and shop.running.value else 0
    is_final = shop.today in shop.finals
    return tuple(
        TreeNode(
            level=level,
            period=node.period,
            baseline=node.baseline,
            current=node.target if level == "day" else node.current,
            actual=node.actual + (0 if is_final else so_far),
            attained=Ratio(node.actual + (0 if is_final else so_far), node.baseline)
            if node.baseline
            else None,
            shortfall=node.shortfall,
            is_unreachable=node.is_unreachable,
            plan_gap=node.plan_gap,
        )
        for level, node in found
        if node is not None
    )


def days_left(shop: Gathered) -> tuple[DayLeft, ...]:
    """Today and the days after it, with baseline and current plan."""
    cap = shop.settled.uplift_cap(shop.now)
    return tuple(
        DayLeft(
            day=date.fromisoformat(node.period),
            baseline=node.baseline,
            current=node.target if node.is_frozen else node.current,
            is_today=node.period == shop.today.isoformat(),
            is_capped=bool(node.baseline)
            and not node.is_frozen
            and node.current >= floor(node.baseline * cap),
        )
        for node in _left(shop)
    )


def _left(shop: Gathered) -> list[Node]:
    days = periods.days_of(periods.period_of(shop.today, "month"))
    found = (shop.plan.nodes.get(day.isoformat()) for day in days if day >= shop.today)
    return [node for node in found if node is not None]


def shares(shop: Gathered) -> tuple[Share, ...]:
    """Today's target split to departments, persons, sources and items."""
    node = shop.plan.nodes.get(shop.today.isoformat())
    if node is None:
        return ()
    item_sold = sources.item_sold(shop.item_days, shop.plan_metric, shop.within)
    sales = goals.Sales(
        by_source=sold(shop.source_days, shop.within),
        by_item=item_sold,
        main_items=main_items(shop.settled.main_items(shop.now), item_sold),
        whole=sum(shop.finals[day] or 0 for day in shop.within),
    )
    return tuple(_share(shop, goal) for goal in goals.shared(node, shop.settled, sales))


def _share(shop: Gathered, goal: goals.Goal) -> Share:
    key = goal.scope.get("person_id") or next(iter(goal.scope.values()))
    return Share(
        dimension=goal.level,  # type: ignore[arg-type]  # shared goals have one of the four
        key=key,
        name=_name(shop, goal, key),
        baseline=goal.baseline,
        current=goal.current,
    )


def _name(shop: Gathered, goal: goals.Goal, key: str) -> Words:
    if goal.level == "department":
        return department(key)
    if goal.level == "traffic_source":
        return shop.names.source(key)
    if key == REST and goal.level == "item":
        return Words("其他", "Rest")
    title = shops.item_names(shop.session, shop.shop_id, [key]).get(key, key) if goal.level == "item" else key
    return Words(title, title)
