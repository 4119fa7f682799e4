"""The M12 figures of the plan's periods: running ones as they stand, closed ones for good (metrics.md M12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from services.planner import goals, periods
from services.planner.cascade import Node
from services.planner.rows import Figure, Span, span_of

WEEKS_TOLD = 6
WEEK = timedelta(days=7)


def plan_figures(
    nodes: Mapping[str, Node], plan_metric: str, today: date, zone: ZoneInfo
) -> Iterator[Figure]:
    """Today's and the running periods' targets, shortfalls and uplift; closed months, quarters, years and weeks."""
    for level in periods.LEVELS:
        node = nodes.get(periods.period_of(today, level))
        if node is not None:
            yield from _running(node, plan_metric, today, zone)
    for node in nodes.values():
        if node.is_closed and len(node.period) < len("2027-01-15"):
            told = Figure(
                metric="target", plan_metric=plan_metric, span=span_of(node.period, zone), is_final=True
            )
            yield from _closed(told, node.target, node.actual)
            yield msgspec.structs.replace(
                told, metric="shortfall", numerator=max(0, node.target - node.actual)
            )
    yield from _weeks(nodes, plan_metric, today, zone)


def _running(node: Node, plan_metric: str, today: date, zone: ZoneInfo) -> Iterator[Figure]:
    told = Figure(metric="target", plan_metric=plan_metric, span=span_of(node.period, zone))
    beside = {"baseline": node.baseline, "current": node.current}
    yield msgspec.structs.replace(told, numerator=node.target, parts=beside)
    if len(node.period) < len("2027-01-15"):
        beside_it = goals.beside_shortfall(node)
        yield msgspec.structs.replace(told, metric="shortfall", numerator=node.shortfall, parts=beside_it)
    if periods.level_of(node.period) == "month" and node.baseline_left:
        yield Figure(
            metric="required_uplift",
            plan_metric=plan_metric,
            span=span_of(today.isoformat(), zone),
            numerator=node.remaining,
            denominator=node.baseline_left,
        )


def _weeks(nodes: Mapping[str, Node], plan_metric: str, today: date, zone: ZoneInfo) -> Iterator[Figure]:
    """A week is the sum of its days; one that is not wholly planned and closed is not told."""
    monday = today - timedelta(days=today.weekday())
    for back in range(1, WEEKS_TOLD + 1):
        first = monday - back * WEEK
        found = [nodes.get((first + timedelta(days=offset)).isoformat()) for offset in range(7)]
        days = [node for node in found if node is not None and node.is_closed]
        if len(days) == len(found):
            start, after = span_of(days[0].period, zone).start, span_of(days[-1].period, zone).end
            told = Figure(
                metric="target", plan_metric=plan_metric, span=Span("week", start, after), is_final=True
            )
            yield from _closed(told, sum(day.target for day in days), sum(day.actual for day in days))


def _closed(told: Figure, target: int, actual: int) -> Iterator[Figure]:
    yield msgspec.structs.replace(told, numerator=target)
    if target:
        yield msgspec.structs.replace(told, metric="attainment", numerator=actual, denominator=target)
    if told.span.kind in ("week", "month"):
        yield msgspec.structs.replace(told, metric="target_gap", numerator=actual - target)
