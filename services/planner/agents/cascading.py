"""Re-plans a shop and publishes what changed: the nodes of the plan on `shop.goals`, its numbers as metric rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services.contracts.events.outputs import GoalCascaded, GoalCascadedData
from services.planner import goals, telemetry
from services.planner.agents.telling import plan_figures
from services.planner.cascade import Cascade, Node, Standing, cascade
from services.planner.explaining import sold
from services.planner.goals import Goal
from services.planner.rows import SOURCE
from services.planner.settled import Settled, settle
from services.planner.shares import main_items
from services.planner.store import figures, outbox, pending, plans, saying, settings, shops, sources
from services.planner.store.standing import standing
from services.planner.store.tables import GoalNode
from services.planner.usual import window


def replan(session: Session, shop_id: str, cause: str, now: datetime) -> None:
    """A new look at every plan of the shop; nothing is said where nothing changed."""
    profile = shops.profile(session, shop_id)
    if profile is None:
        return
    settled = settle(settings.all_of(session, shop_id), now)
    for plan_metric in plans.plan_metrics(session, shop_id):
        _Replan(session, shop_id, plan_metric, settled, ZoneInfo(profile.timezone), now).run(cause)


class _Replan:
    """One plan of one shop, now."""

    def __init__(
        self,
        session: Session,
        shop_id: str,
        plan_metric: str,
        settled: Settled,
        zone: ZoneInfo,
        now: datetime,
    ) -> None:
        self._session, self._shop_id, self._plan_metric = session, shop_id, plan_metric
        self._settled, self._zone, self._now = settled, zone, now
        self._today = now.astimezone(zone).date()

    def run(self, cause: str) -> None:
        stands = standing(
            self._session, self._shop_id, self._plan_metric, self._settled, self._today, self._now
        )
        plan = cascade(stands)
        self._freeze(stands, plan)
        self._publish(plan.cascade_id, [*goals.of_tree(plan.nodes), *self._shared(plan.nodes)], cause)
        told = plan_figures(plan.nodes, self._plan_metric, self._today, self._zone)
        saying.say(self._session, self._shop_id, told, self._now)

    def _freeze(self, stands: Standing, plan: Cascade) -> None:
        """Keeps the frozen targets; closed days whose target is new are judged by it."""
        known = plans.frozen(self._session, self._shop_id, self._plan_metric)
        fresh = {period: target for period, target in plan.frozen.items() if known.get(period) != target}
        plans.write_frozen(self._session, self._shop_id, self._plan_metric, fresh)
        for period in fresh:
            if len(period) == 10 and date.fromisoformat(period) in stands.actuals:
                pending.ask_day(self._session, self._shop_id, date.fromisoformat(period), self._now)

    def _shared(self, nodes: Mapping[str, Node]) -> list[Goal]:
        """Today and this month, split to departments, persons, sources and items."""
        final_days = figures.finals(self._session, self._shop_id, self._plan_metric)
        within = window(list(final_days), self._today)
        by_source = sources.source_days(self._session, self._shop_id, self._plan_metric, self._today)
        by_item = sources.item_days(self._session, self._shop_id, self._today)
        item_sold = sources.item_sold(by_item, self._plan_metric, within)
        sales = goals.Sales(
            by_source=sold(by_source, within),
            by_item=item_sold,
            main_items=main_items(self._settled.main_items(self._now), item_sold),
            whole=sum(final_days[day] or 0 for day in within),
        )
        running = (self._today.isoformat()[:7], self._today.isoformat())
        found = (nodes[period] for period in running if period in nodes)
        return [goal for node in found for goal in goals.shared(node, self._settled, sales)]

    def _publish(self, plan_id: str, wanted: list[Goal], cause: str) -> None:
        known = {(node.level, node.period, node.scope): node for node in self._nodes()}
        wanted += goals.dropped(known.keys(), wanted)
        fresh = [goal for goal in wanted if _numbers(known.get(goal.key)) != goal.numbers]
        if not fresh:
            return
        cascade_id = goals.identity(plan_id, wanted)
        before = plans.state(self._session, self._shop_id, self._plan_metric)
        revision = before.revision + 1 if before else 1
        plans.write_state(self._session, self._shop_id, self._plan_metric, cascade_id, revision)
        plans.write_nodes(self._session, [self._node(goal) for goal in fresh])
        outbox.add(self._session, list(self._events(cascade_id, fresh, cause, revision)))
        telemetry.cascades.of(cause).inc()

    def _nodes(self) -> list[GoalNode]:
        return plans.nodes(self._session, self._shop_id, self._plan_metric)

    def _node(self, goal: Goal) -> GoalNode:
        return GoalNode(
            shop_id=self._shop_id,
            plan_metric=self._plan_metric,
            level=goal.level,
            period=goal.period,
            scope=goal.scope_text,
            baseline=goal.baseline,
            current=goal.current,
            shortfall=goal.shortfall,
            is_unreachable=goal.is_unreachable,
            remaining=goal.remaining,
            baseline_left=goal.baseline_left,
        )

    def _events(
        self, cascade_id: str, fresh: list[Goal], cause: str, revision: int
    ) -> Iterator[GoalCascaded]:
        for place, goal in enumerate(fresh):
            data = GoalCascadedData(
                cascade_id=cascade_id,
                plan_metric=self._plan_metric,  # type: ignore[arg-type]  # gmv or units, as it was set
                level=goal.level,
                period=goal.period,
                scope={"shop_id": self._shop_id, **goal.scope},
                baseline=goal.baseline,
                current=goal.current,
                budget_minor=self._settled.budgets.get(goal.period) if not goal.scope else None,
                shortfall=goal.shortfall,
                is_unreachable=goal.is_unreachable,
                cause=cause,  # type: ignore[arg-type]  # a glossary word
                revision=revision,
                nodes_total=len(fresh) if place == 0 else None,
            )
            yield GoalCascaded(
                specversion="1.0",
                id=f"{cascade_id}:{revision}:{place}",
                source=SOURCE,
                time=self._now,
                shopid=self._shop_id,
                subject=goal.period,
                data=data,
            )


def _numbers(node: GoalNode | None) -> tuple[int, int, int, bool] | None:
    return (node.baseline, node.current, node.shortfall, node.is_unreachable) if node else None
