"""The plan as it stands: baselines, frozen targets and the nodes last published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from services.planner import periods
from services.planner.store.tables import FrozenTarget, GoalNode, PlanBranch, PlanState
from services.planner.store.writing import put
from services.planner.tree import Branch

DAY_LENGTH = len("2027-01-15")


def plan_metrics(session: Session, shop_id: str) -> list[str]:
    """Which plans the shop has: `gmv`, `units` or both."""
    query = select(PlanBranch.plan_metric).where(PlanBranch.shop_id == shop_id).distinct()
    return sorted(session.exec(query))


def shops(session: Session) -> list[str]:
    """All shops with a plan."""
    return sorted(session.exec(select(PlanBranch.shop_id).distinct()))


def branches(session: Session, shop_id: str, plan_metric: str) -> dict[str, Branch]:
    """The baseline tree."""
    return {
        row.period: Branch(
            number=row.number, since=row.since, is_set=row.is_set, is_sum=row.is_sum, plan_gap=row.plan_gap
        )
        for row in _branch_rows(session, shop_id, plan_metric)
    }


def weights(session: Session, shop_id: str, plan_metric: str) -> dict[str, str]:
    """The weight of each day when it was split last, as a fraction's text."""
    return {row.period: row.weight for row in _branch_rows(session, shop_id, plan_metric) if row.weight}


def write_branches(
    session: Session, shop_id: str, plan_metric: str, tree: Mapping[str, Branch], weighed: Mapping[str, str]
) -> None:
    """Replaces the baseline tree as a whole."""
    session.connection().execute(
        delete(PlanBranch).where(
            col(PlanBranch.shop_id) == shop_id, col(PlanBranch.plan_metric) == plan_metric
        )
    )
    rows = [
        PlanBranch(
            shop_id=shop_id,
            plan_metric=plan_metric,
            period=period,
            number=branch.number,
            since=branch.since,
            is_set=branch.is_set,
            is_sum=branch.is_sum,
            plan_gap=branch.plan_gap,
            weight=weighed.get(period, ""),
        )
        for period, branch in tree.items()
    ]
    put(session, rows)


def frozen(session: Session, shop_id: str, plan_metric: str) -> dict[str, int]:
    """Targets of begun periods."""
    query = select(FrozenTarget).where(
        FrozenTarget.shop_id == shop_id, FrozenTarget.plan_metric == plan_metric
    )
    return {row.period: row.target for row in session.exec(query)}


def write_frozen(session: Session, shop_id: str, plan_metric: str, targets: Mapping[str, int]) -> None:
    """Keeps frozen targets."""
    rows = [
        FrozenTarget(shop_id=shop_id, plan_metric=plan_metric, period=period, target=target)
        for period, target in targets.items()
    ]
    put(session, rows)


def thaw(session: Session, shop_id: str, plan_metric: str, first_open: date) -> None:
    """Forgets the frozen targets of periods that reach to `first_open` or beyond: they are planned anew."""
    for row in _frozen_rows(session, shop_id, plan_metric):
        if periods.last_day(row.period) >= first_open:
            session.delete(row)
    session.flush()


def first_not_frozen(session: Session, shop_id: str, plan_metric: str) -> date:
    """The day after the last frozen one."""
    days = [period for period in frozen(session, shop_id, plan_metric) if len(period) == DAY_LENGTH]
    return date.fromisoformat(max(days)) + timedelta(days=1) if days else date.min


def nodes(session: Session, shop_id: str, plan_metric: str) -> list[GoalNode]:
    """What was last published, every node."""
    query = select(GoalNode).where(GoalNode.shop_id == shop_id, GoalNode.plan_metric == plan_metric)
    return list(session.exec(query))


def write_nodes(session: Session, fresh: Sequence[GoalNode]) -> None:
    """Remembers published nodes."""
    put(session, fresh)


def state(session: Session, shop_id: str, plan_metric: str) -> PlanState | None:
    """The newest cascade."""
    return session.get(PlanState, (shop_id, plan_metric))


def write_state(session: Session, shop_id: str, plan_metric: str, cascade_id: str, revision: int) -> None:
    """Remembers the newest cascade."""
    put(
        session,
        [PlanState(shop_id=shop_id, plan_metric=plan_metric, cascade_id=cascade_id, revision=revision)],
    )


def _branch_rows(session: Session, shop_id: str, plan_metric: str) -> list[PlanBranch]:
    query = select(PlanBranch).where(PlanBranch.shop_id == shop_id, PlanBranch.plan_metric == plan_metric)
    return list(session.exec(query))


def _frozen_rows(session: Session, shop_id: str, plan_metric: str) -> list[FrozenTarget]:
    query = select(FrozenTarget).where(
        FrozenTarget.shop_id == shop_id, FrozenTarget.plan_metric == plan_metric
    )
    return list(session.exec(query))
