"""A shop lived through in process: metric rows and settings go in as records, rounds run, what is said comes out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Engine
from sqlmodel import Session

from services.contracts import topics
from services.contracts.envelope import Envelope
from services.contracts.events.outputs import (
    GoalCascaded,
    MetricRolled,
    MetricRolledData,
    ReportPublished,
)
from services.contracts.events.plans import (
    PlanShareSet,
    PlanShareSetData,
    ShopConfigured,
    ShopConfiguredData,
)
from services.contracts.events.structures import Weight, Window
from services.contracts.metrics import CATALOGUE
from services.contracts.registry import decode_line, encode
from services.planner.agents.intake import Intake
from services.planner.agents.rounds import think
from services.planner.sheet import MorningView
from services.planner.store import outbox
from services.planner.store.tables import ShopProfile
from services.planner.targets import target_set
from services.planner.view import morning
from services.runtime.clock import ManualClock
from services.runtime.kafka.inbox import InboxRecord
from services.runtime.store import migrate, open_engine, reading, writing

ZONE = ZoneInfo("Asia/Shanghai")
SHOP = "s1"


def profile(shop_id: str) -> ShopProfile:
    return ShopProfile(shop_id=shop_id, currency="CNY", exponent=2, timezone="Asia/Shanghai")


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), ZONE)


class LivedShop:
    """One shop on its own store."""

    def __init__(self, engine: Engine | None = None, now: datetime | None = None) -> None:
        self.engine = engine or open_engine("sqlite://")
        migrate(self.engine, "services.planner")
        self.clock = ManualClock(now or at(date(2026, 11, 27), 9, 30))
        self.intake = Intake(profile, self.clock)
        self.said: list[Envelope] = []
        self._offsets = itertools.count()

    def take(self, topic: str, events: Iterable[Envelope]) -> None:
        value = b"\n".join(encode(event) for event in events)
        record = InboxRecord(topic, 0, next(self._offsets), SHOP.encode(), value, self.clock.now(), {})
        with writing(self.engine) as session:
            self.intake.take(session, [record])

    def settle(self) -> list[Envelope]:
        """Rounds until nothing waits; what was said in them."""
        while True:
            self.clock.advance(3)
            if not think(self.engine, self.clock):
                break
        return self.drain()

    def drain(self) -> list[Envelope]:
        with writing(self.engine) as session:
            lines = outbox.waiting(session, 100_000)
            once = [line for line in lines if line.topic != topics.METRICS_FINAL]
            fresh = [decode_line(line.body.encode()) for line in once]
            outbox.delivered(session, lines)
        self.said += fresh
        return fresh

    def target(self, period: str, target: int, moment: datetime | None = None) -> None:
        event = target_set(SHOP, period, "gmv", target, None, moment or self.clock.now())
        self.take(topics.SETTINGS, [stamped(event, moment or self.clock.now())])

    def configure(self, **more: Any) -> None:
        data = ShopConfiguredData(
            timezone="Asia/Shanghai", currency="CNY", effective_from=at(date(2026, 1, 1)), revision=1, **more
        )
        self.take(topics.SETTINGS, [ShopConfigured(**envelope("conf", self.clock.now()), data=data)])

    def weigh(self, dimension: Any, weights: dict[str, int], department: Any = None) -> None:
        data = PlanShareSetData(
            dimension=dimension,
            department=department,
            weights=[Weight(key=key, weight=weight) for key, weight in weights.items()],
            effective_from=self.clock.now(),
            revision=1,
        )
        event = PlanShareSet(**envelope(f"share{next(self._offsets)}", self.clock.now()), data=data)
        self.take(topics.SETTINGS, [event])

    def closes(
        self, day: date, gmv: int | None, revision: int = 1, is_history: bool = False, **more: Any
    ) -> None:
        """The shop's own final rows of a day; `is_history` when they were told afterwards."""
        rows = [day_row(metric, day, value, revision) for metric, value in {"gmv": gmv, **more}.items()]
        if is_history:
            told = [msgspec.structs.replace(row.data, is_history=True) for row in rows]
            rows = [msgspec.structs.replace(row, data=data) for row, data in zip(rows, told, strict=True)]
        self.take(topics.METRICS, rows)

    def sources(self, day: date, revision: int = 1, **sources: tuple[int, int, int]) -> None:
        """(visitors, buyers, GMV) of each source of a day."""
        names = ("visitors_attributed", "buyers", "gmv")
        self.take(
            topics.METRICS,
            [
                day_row(name, day, value, revision, traffic_source=source)
                for source, values in sources.items()
                for name, value in zip(names, values, strict=True)
            ],
        )

    def session(self) -> Session:
        return Session(self.engine)

    def view(self) -> MorningView:
        with reading(self.engine) as session:
            return morning(session, SHOP, self.clock.now())


def envelope(event_id: str, moment: datetime) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": event_id, "source": "/test", "time": moment, "shopid": SHOP, "receivedat": moment,
    }  # fmt: skip


def stamped(event: Envelope, moment: datetime) -> Envelope:
    return decode_line(encode(event)[:-1] + b',"receivedat":"' + moment.isoformat().encode() + b'"}')


def metric_row(
    metric: str, kind: Any, start: datetime, end: datetime, value: int | None, revision: int, **scope: str
) -> MetricRolled:
    """A row as the analyzer says it; revision 0 is a current one."""
    data = MetricRolledData(
        metric=metric,
        metric_zh=CATALOGUE[metric].zh,
        scope={"shop_id": SHOP, **scope},
        window=Window(kind=kind, start=start, end=end),
        value=value,
        null_reason="no_data" if value is None else None,
        unit=CATALOGUE[metric].unit,
        basis="stream",
        is_final=revision > 0,
        revision=max(1, revision),
    )
    moment = end if revision else start
    row_id = f"{metric}:{scope}:{kind}:{start.isoformat()}:{revision}"[:128]
    return MetricRolled(specversion="1.0", id=row_id, source="/analyzer", time=moment, shopid=SHOP, data=data)


def day_row(metric: str, day: date, value: int | None, revision: int = 1, **scope: str) -> MetricRolled:
    return metric_row(metric, "day", at(day), at(day + timedelta(days=1)), value, revision, **scope)


def hour_row(metric: str, day: date, hour: int, value: int, revision: int = 1) -> MetricRolled:
    start = at(day, hour)
    return metric_row(metric, "hour", start, start + timedelta(hours=1), value, revision)


def goals(said: Iterable[Envelope]) -> list[GoalCascaded]:
    return [event for event in said if isinstance(event, GoalCascaded)]


def rows(said: Iterable[Envelope], metric: str) -> list[MetricRolled]:
    return [event for event in said if isinstance(event, MetricRolled) and event.data.metric == metric]


def reports(said: Iterable[Envelope]) -> list[ReportPublished]:
    return [event for event in said if isinstance(event, ReportPublished)]
