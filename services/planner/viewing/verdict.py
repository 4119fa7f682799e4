"""Met or missed in one sentence, and the six figures under it."""

from __future__ import annotations

from services.planner import periods
from services.planner.sentences import Sentences
from services.planner.sheet import KeyFigures, Ratio, Verdict, Words
from services.planner.viewing.gathered import Gathered


def verdict(shop: Gathered, say: Sentences) -> Verdict:
    """The judged day in a sentence; a shop without a plan is asked for one."""
    when = say.day(shop.day)
    if not shop.plan.nodes or shop.target(shop.day) is None:
        if not shop.plan.nodes:
            return Verdict(
                state="no_plan", headline=Words("先定本月目标。", "Set this month's target first.")
            )
        return Verdict(state="no_plan", headline=Words(f"{when.zh}没有目标。", f"{when.en} had no target."))
    if shop.is_closed(shop.day):
        return Verdict(state="closed", headline=Words(f"{when.zh}停业。", f"{when.en} the shop was closed."))
    if shop.explained is None:
        return Verdict(
            state="no_data", headline=Words(f"{when.zh}没有数据。", f"No data for {when.en.lower()}.")
        )
    headline, second = say.verdict(shop.day, shop.explained.diagnosis)
    came = shop.came.get(shop.plan_metric)
    return Verdict(
        state="met" if shop.explained.diagnosis.gap >= 0 else "missed",
        headline=headline,
        second=second,
        is_provisional=bool(came and came.is_provisional),
        revision=shop.issue.revision if shop.issue else 1,
        previous_actual=shop.issue.previous_actual if shop.issue else None,
    )


def key_figures(shop: Gathered) -> KeyFigures:
    """Target, actual, attainment, month to date, today, shortfall."""
    nodes = shop.plan.nodes
    day, today = nodes.get(shop.day.isoformat()), nodes.get(shop.today.isoformat())
    month = nodes.get(periods.period_of(shop.today, "month"))
    target, actual = shop.target(shop.day), shop.actual
    return KeyFigures(
        target=target,
        is_target_by_hand=bool(day and day.is_set),
        actual=actual,
        buyers=_value(shop, "buyers"),
        visitors=_value(shop, "visitors"),
        attainment=Ratio(actual, target) if target and actual is not None else None,
        gap=None if target is None or actual is None else actual - target,
        month_to_date=month.actual if month else None,
        month_target=month.baseline if month else None,
        month_attained=Ratio(month.actual, month.baseline) if month and month.baseline else None,
        today_target=shop.target(shop.today),
        today_baseline=today.baseline if today else None,
        shortfall=month.shortfall if month else None,
        is_unreachable=bool(month and month.is_unreachable),
        required_uplift=Ratio(month.remaining, month.baseline_left)
        if month and month.baseline_left and month.remaining is not None
        else None,
    )


def _value(shop: Gathered, metric: str) -> int | None:
    figure = shop.came.get(metric)
    return figure.value if figure else None
