"""The running day, live: what is due by now and how far the shop is, as metric rows that nothing has to remember."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from services.contracts.registry import encode
from services.contracts.topics import METRICS, partition_of
from services.planner import pace
from services.planner.pace import Pace
from services.planner.rows import Figure, live_span, row
from services.planner.split import half_up
from services.planner.store import figures, plans, shops
from services.planner.store.tables import DayFigure
from services.planner.viewing.gathered import Gathered
from services.planner.viewing.today import path
from services.runtime.clock import Clock
from services.runtime.kafka.batching import records_of
from services.runtime.kafka.producer import Record, RecordProducer
from services.runtime.store import reading

NOT_OFTENER = timedelta(seconds=5)
REASONS = {"no_plan": "not_configured", "closed": "not_configured", "too_early": "min_samples"}


class Frame(NamedTuple):
    """What does not change within an hour unless the plan does."""

    day: date
    hour: int
    revision: int
    permil: tuple[int, ...]
    target: int | None
    is_closed: bool


class Said(NamedTuple):
    """What was said last and when."""

    at: datetime
    actual: int | None


Plan = tuple[str, str]


class Live:
    """Says the live rows of every shop with a plan: each minute, and within seconds of a change."""

    def __init__(self, engine: Engine, producer: RecordProducer, partitions: int, clock: Clock) -> None:
        """`producer` must be started."""
        self._engine, self._producer, self._partitions, self._clock = engine, producer, partitions, clock
        self._frames: dict[Plan, Frame] = {}
        self._said: dict[Plan, Said] = {}

    async def say(self) -> bool:
        """One round; never busy, the next one comes in its time. Raises `NotAcknowledged`."""
        records = await asyncio.to_thread(self._records)
        if records:
            await self._producer.send(records)
        return False

    def _records(self) -> list[Record]:
        with reading(self._engine) as session:
            return [record for shop_id in plans.shops(session) for record in self._of_shop(session, shop_id)]

    def _of_shop(self, session: Session, shop_id: str) -> Iterator[Record]:
        profile, now = shops.profile(session, shop_id), self._clock.now()
        if profile is None:
            return
        zone = ZoneInfo(profile.timezone)
        lines = []
        for plan_metric in plans.plan_metrics(session, shop_id):
            running = figures.figure(session, shop_id, plan_metric, now.astimezone(zone).date())
            if self._is_due((shop_id, plan_metric), now, running.value if running else None):
                frame = self._frame(session, (shop_id, plan_metric), zone, now)
                told = live_figures(plan_metric, frame, running, zone, now)
                lines += [encode(row(shop_id, figure, 1, now)) for figure in told]
        for value in records_of(lines):
            yield Record(METRICS, shop_id.encode(), value, partition_of(shop_id, self._partitions))

    def _is_due(self, plan: Plan, now: datetime, actual: int | None) -> bool:
        last = self._said.get(plan)
        is_due = last is None or last.at.replace(second=0, microsecond=0) != now.replace(
            second=0, microsecond=0
        )
        if last is not None and not is_due:
            is_due = actual != last.actual and now - last.at >= NOT_OFTENER
        if is_due:
            self._said[plan] = Said(now, actual)
        return is_due

    def _frame(self, session: Session, plan: Plan, zone: ZoneInfo, now: datetime) -> Frame:
        local, state = now.astimezone(zone), plans.state(session, *plan)
        key = (local.date(), local.hour, state.revision if state else 0)
        known = self._frames.get(plan)
        if known is None or known[:3] != key:
            shop = Gathered(session, plan[0], now, plan_metric=plan[1])
            known = Frame(*key, path(shop).permil, shop.target(shop.today), shop.is_closed(shop.today))
            self._frames[plan] = known
        return known


def live_figures(
    plan_metric: str, frame: Frame, running: DayFigure | None, zone: ZoneInfo, now: datetime
) -> Iterator[Figure]:
    """`expected_to_now` and `attainment` of the running day at `now`."""
    actual = running.value if running else None
    judged = pace.judge(frame.target, actual or 0, frame.day, zone, frame.permil, now, frame.is_closed)
    state = judged.state if judged.state in ("no_plan", "closed") or actual is not None else "no_data"
    beside: dict[str, str | int | float | bool | None] = {
        "expected": int(half_up(judged.expected)),
        "actual": actual,
        "day_target": frame.target,
        "cumulative_permil": float(half_up(judged.cumulative, 3)),
        "state": state,
    }
    span, is_history = live_span(frame.day, zone, now), bool(running and running.is_history)
    yield Figure(
        metric="expected_to_now", plan_metric=plan_metric, span=span, is_history=is_history, parts=beside,
        numerator=int(half_up(judged.expected)),
    )  # fmt: skip
    numerator, denominator = _exact(judged) if state == "judged" else (None, None)
    yield Figure(
        metric="attainment", plan_metric=plan_metric, span=span, is_history=is_history, parts=beside,
        numerator=numerator, denominator=denominator,
        null_reason=None if state == "judged" else REASONS.get(state, "no_data"),
    )  # fmt: skip


def _exact(judged: Pace) -> tuple[int, int]:
    """Actual over expected as two integers."""
    due = Fraction(judged.expected)
    return judged.actual * due.denominator, due.numerator
