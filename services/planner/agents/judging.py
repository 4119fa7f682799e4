"""Judges a closed day: attainment, gap, contributions by source and factor, and whether its report has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec
from sqlmodel import Session

from services.planner import shares
from services.planner.diagnosis import FACTORS, UNATTRIBUTED
from services.planner.explaining import Explained, explain
from services.planner.rows import Figure, Span, span_of
from services.planner.settled import Settled, settle
from services.planner.store import figures, plans, reports, saying, settings, shops, sources
from services.planner.store.tables import DayFigure
from services.planner.usual import window

MORNING = "morning"
FROM_SOURCE = "traffic_source"


def judge(session: Session, shop_id: str, days: Sequence[date], now: datetime) -> None:
    """Says what each day came to for every plan that has a target for it; what was said already is not said again."""
    profile = shops.profile(session, shop_id)
    if profile is None:
        return
    settled, zone = settle(settings.all_of(session, shop_id), now), ZoneInfo(profile.timezone)
    for plan_metric in plans.plan_metrics(session, shop_id):
        frozen = plans.frozen(session, shop_id, plan_metric)
        for day in days:
            came = figures.figure(session, shop_id, plan_metric, day)
            target = frozen.get(day.isoformat())
            if target is None or came is None or not came.revision:
                continue
            judged = _Judged(session, shop_id, plan_metric, settled, came, target)
            saying.say(session, shop_id, judged.figures(span_of(day.isoformat(), zone)), now)
            reports.issue(
                session, shop_id, _kind(plan_metric), day.isoformat(), judged.digest(), came.value, now
            )


def explained(
    session: Session, shop_id: str, plan_metric: str, settled: Settled, day: date, target: int, actual: int
) -> Explained:
    """Why `day` ended at `actual`, from what is stored."""
    days = sources.source_days(session, shop_id, plan_metric, day)
    final_days = [
        known for known, value in figures.finals(session, shop_id, plan_metric).items() if value is not None
    ]
    return explain(day, target, actual, days, final_days, settled.weights.sources)


class _Judged:
    """One closed day of one plan."""

    def __init__(
        self,
        session: Session,
        shop_id: str,
        plan_metric: str,
        settled: Settled,
        came: DayFigure,
        target: int,
    ) -> None:
        self._plan_metric, self._came, self._target = plan_metric, came, target
        self._explained: Explained | None = None
        self._items: dict[str, tuple[int, int]] = {}
        if came.value is not None:
            self._explained = explained(session, shop_id, plan_metric, settled, came.day, target, came.value)
            self._items = _items(session, shop_id, plan_metric, settled, came.day, target)

    def figures(self, span: Span) -> Iterator[Figure]:
        """The day's final rows: the shop's, then by source and factor, then by item."""
        told = Figure(
            metric="target",
            plan_metric=self._plan_metric,
            span=span,
            is_final=True,
            is_history=self._came.is_history,
            is_provisional=self._came.is_provisional,
        )
        yield from _against(told, {}, self._target, self._came.value)
        if self._explained is None:
            return
        contribution = msgspec.structs.replace(told, metric="contribution")
        for gap in self._explained.diagnosis.sources:
            scope = {FROM_SOURCE: gap.traffic_source}
            yield from _against(told, scope, round(gap.plan.gmv), round(gap.actual.gmv))
            cost = self._explained.came.get(gap.traffic_source)
            beside = {"cost": cost.cost if cost else None, "gmv": round(gap.actual.gmv)}
            yield msgspec.structs.replace(contribution, scope=scope, numerator=gap.contribution, parts=beside)
            for factor in FACTORS:
                part = gap.parts[factor].contribution
                yield msgspec.structs.replace(contribution, scope={**scope, "factor": factor}, numerator=part)
        rest = {FROM_SOURCE: UNATTRIBUTED}
        yield msgspec.structs.replace(
            contribution, scope=rest, numerator=self._explained.diagnosis.unattributed
        )
        for item, (target, actual) in self._items.items():
            yield from _against(told, {"item_id": item}, target, actual)

    def digest(self) -> str:
        """Changes when a printed figure of the day changes."""
        found = self._explained
        told = (
            self._target,
            self._came.value,
            []
            if found is None
            else [(gap.traffic_source, gap.contribution) for gap in found.diagnosis.sources],
            {} if found is None else {source: each.cost for source, each in found.came.items()},
            self._items,
        )
        return sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:32]


def _against(told: Figure, scope: Mapping[str, str], target: int, actual: int | None) -> Iterator[Figure]:
    """Target, attainment and gap of one scope; without a target there is no attainment."""
    whole = msgspec.structs.replace(told, scope=scope)
    yield msgspec.structs.replace(whole, numerator=target)
    beside: dict[str, str | int | float | bool | None] = {"actual": actual, "day_target": target}
    reason = "no_data" if actual is None else None if target else "zero_denominator"
    if reason:
        yield msgspec.structs.replace(whole, metric="attainment", null_reason=reason, parts=beside)
    else:
        yield msgspec.structs.replace(
            whole, metric="attainment", numerator=actual, denominator=target, parts=beside
        )
    if actual is not None:
        yield msgspec.structs.replace(whole, metric="target_gap", numerator=actual - target, parts=beside)


def _items(
    session: Session, shop_id: str, plan_metric: str, settled: Settled, day: date, target: int
) -> dict[str, tuple[int, int]]:
    """Target and actual of the main items."""
    days = sources.item_days(session, shop_id, day)
    finals = figures.finals(session, shop_id, plan_metric)
    within = window([known for known in finals if known < day], day)
    item_sold = sources.item_sold(days, plan_metric, within)
    start = datetime.combine(day, datetime.min.time(), tzinfo=ZoneInfo("UTC"))
    mains = shares.main_items(settled.main_items(start), item_sold)
    parts = shares.items(
        target, settled.weights.items, item_sold, mains, sum(finals[known] or 0 for known in within)
    )
    return {
        item: (part, days.get(item, {}).get(day, {}).get(plan_metric, 0))
        for item, part in parts.items()
        if item != shares.REST
    }


def _kind(plan_metric: str) -> str:
    return MORNING if plan_metric == "gmv" else f"{MORNING}.{plan_metric}"
