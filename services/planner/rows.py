"""M12 figures as metric rows (metrics.md M12, events.md E12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from services.contracts.events.outputs import MetricRolled, MetricRolledData
from services.contracts.events.structures import Window
from services.contracts.metrics import CATALOGUE, metric_row_id
from services.contracts.rounding import rounded
from services.planner import periods

SOURCE = "/planner"
KINDS = {"year": "year", "quarter": "quarter", "month": "month", "day": "day"}


class Span(msgspec.Struct, frozen=True):
    """The window of a row, in the shop's zone; the end is excluded."""

    kind: str
    start: datetime
    end: datetime


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One M12 figure. A ratio has both integers; a sum has `numerator` only; `None` is not known, with a reason."""

    metric: str
    plan_metric: str
    span: Span
    scope: Mapping[str, str] = msgspec.field(default_factory=dict)
    numerator: int | None = None
    denominator: int | None = None
    null_reason: str | None = None
    is_final: bool = False
    is_history: bool = False
    is_provisional: bool = False
    parts: Mapping[str, str | int | float | bool | None] | None = None


def span_of(period: str, zone: ZoneInfo) -> Span:
    """The window of a period of the plan."""
    first, last = periods.first_day(period), periods.last_day(period)
    return Span(
        KINDS[periods.level_of(period)], _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    )


def live_span(day: date, zone: ZoneInfo, now: datetime) -> Span:
    """The running day up to `now`."""
    return Span("live", _midnight(day, zone), now.astimezone(zone))


def row(shop_id: str, figure: Figure, revision: int, at: datetime) -> MetricRolled:
    """The row of a figure, said at `at`; the same arguments give the same bytes."""
    scope = {**figure.scope, "plan_metric": figure.plan_metric}
    span, known = figure.span, CATALOGUE[figure.metric]
    start = span.start.isoformat()
    is_ratio = figure.denominator is not None
    data = MetricRolledData(
        metric=figure.metric,
        metric_zh=known.zh,
        scope={"shop_id": shop_id, **scope},
        window=Window(kind=span.kind, start=span.start, end=span.end),  # type: ignore[arg-type]  # a glossary word
        value=shown(figure.numerator, figure.denominator),
        numerator=figure.numerator if is_ratio else None,
        denominator=figure.denominator,
        unit="units" if known.unit == "money" and figure.plan_metric == "units" else known.unit,
        basis="stream",
        is_final=figure.is_final,
        revision=revision,
        is_history=figure.is_history or None,
        is_provisional=figure.is_provisional or None,
        null_reason=figure.null_reason,  # type: ignore[arg-type]  # a glossary word
        parts=dict(figure.parts) if figure.parts else None,
    )
    row_id = metric_row_id(figure.metric, scope, span.kind, start, revision, figure.is_final)
    return MetricRolled(specversion="1.0", id=row_id, source=SOURCE, time=at, shopid=shop_id, data=data)


def shown(numerator: int | None, denominator: int | None) -> int | float | None:
    """A sum as it is, a ratio half-up to 6 decimals."""
    if numerator is None or denominator is None:
        return numerator
    return rounded(numerator, denominator)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
