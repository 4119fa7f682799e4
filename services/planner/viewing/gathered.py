"""Everything that the page of one shop is made from, read once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services.planner.calendar import Calendar
from services.planner.cascade import Cascade, cascade
from services.planner.explaining import Explained, explain
from services.planner.names import Names
from services.planner.settled import Settled, settle
from services.planner.store import figures, plans, reports, settings, shops, sources
from services.planner.store.standing import standing
from services.planner.store.tables import DayFigure, ReportIssue, ShopProfile
from services.planner.usual import window


class Gathered:
    """One shop at one moment; what is dear to read is read when it is first asked for."""

    def __init__(
        self,
        session: Session,
        shop_id: str,
        now: datetime,
        day: date | None = None,
        plan_metric: str | None = None,
    ) -> None:
        """`day` is the day that the page judges: the last closed one unless said otherwise."""
        self.session, self.shop_id = session, shop_id
        self.profile = shops.profile(session, shop_id) or ShopProfile(
            shop_id=shop_id, currency="CNY", exponent=2, timezone="Asia/Shanghai"
        )
        self.zone = ZoneInfo(self.profile.timezone)
        self.now = now.astimezone(self.zone)
        self.minute = self.now.replace(second=0, microsecond=0)
        self.today = self.now.date()
        self.settled: Settled = settle(settings.all_of(session, shop_id), now)
        self.names = Names(self.settled)
        metrics = plans.plan_metrics(session, shop_id)
        self.plan_metric = plan_metric or ("gmv" if "gmv" in metrics or not metrics else metrics[0])
        self.finals = figures.finals(session, shop_id, self.plan_metric)
        self.day = day or self._last_closed()

    def _last_closed(self) -> date:
        closed = [day for day in self.finals if day < self.today]
        return max(closed, default=self.today - timedelta(days=1))

    @cached_property
    def exponent(self) -> int:
        """Decimals of the plan's figures: those of the currency, none for units."""
        return self.profile.exponent if self.plan_metric == "gmv" else 0

    @cached_property
    def calendar(self) -> Calendar:
        """The shop's days around today and the judged day."""
        return self.settled.calendar(range(self.day.year - 1, self.today.year + 2))

    @cached_property
    def plan(self) -> Cascade:
        """The plan as it stands."""
        stands = standing(self.session, self.shop_id, self.plan_metric, self.settled, self.today, self.now)
        return cascade(stands)

    def target(self, day: date) -> int | None:
        """What `day` is judged by; None without a plan for it."""
        node = self.plan.nodes.get(day.isoformat())
        return None if node is None else self.plan.frozen.get(node.period, node.target)

    @cached_property
    def came(self) -> Mapping[str, DayFigure]:
        """The shop's own figures of the judged day."""
        return figures.of_day(self.session, self.shop_id, self.day)

    @cached_property
    def actual(self) -> int | None:
        """What the judged day brought; None when it is not closed or has no data."""
        return self.finals.get(self.day)

    @cached_property
    def running(self) -> DayFigure | None:
        """Today's figure so far."""
        return figures.figure(self.session, self.shop_id, self.plan_metric, self.today)

    @cached_property
    def within(self) -> tuple[date, ...]:
        """The final days that the plan of the judged day looks at."""
        return window([day for day, value in self.finals.items() if value is not None], self.day)

    @cached_property
    def source_days(self) -> sources.Days:
        """Days of every source up to the judged one."""
        return sources.source_days(self.session, self.shop_id, self.plan_metric, self.day)

    @cached_property
    def item_days(self) -> sources.ItemDays:
        """Days of every item up to the judged one."""
        return sources.item_days(self.session, self.shop_id, self.day)

    @cached_property
    def explained(self) -> Explained | None:
        """Why the judged day ended where it did; None without a target or an actual."""
        target = self.target(self.day)
        if target is None or self.actual is None:
            return None
        final_days = [day for day, value in self.finals.items() if value is not None]
        return explain(
            self.day, target, self.actual, self.source_days, final_days, self.settled.weights.sources
        )

    @cached_property
    def issue(self) -> ReportIssue | None:
        """How often the judged day's report was issued."""
        return reports.of(self.session, self.shop_id, "morning", self.day.isoformat())

    def is_closed(self, day: date) -> bool:
        """The shop did no business on `day`."""
        return self.settled.is_closed(datetime.combine(day, datetime.max.time(), self.zone))
