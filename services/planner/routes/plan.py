"""`GET /v1/shops/{shop}/plan`: the tree of a period, down to days."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Engine

from services.contracts.vocabulary import PlanMetric
from services.planner import periods
from services.planner.store import plans
from services.planner.viewing.gathered import Gathered
from services.planner.viewing.nodes import node_of, scoped_node
from services.runtime.access.http import Reader
from services.runtime.clock import Clock
from services.runtime.problems import Problem
from services.runtime.store import reading


def router(engine: Engine, clock: Clock) -> APIRouter:
    """Reads the planner's own store."""
    routes = APIRouter(tags=["plan"])

    @routes.get("/v1/shops/{shop}/plan")
    async def get_plan(
        shop: str,
        granted: Reader,
        period: Annotated[
            str | None, Query(description="2027, 2027-Q1, 2027-01 or 2027-01-15; none: this month")
        ] = None,
        plan_metric: PlanMetric = "gmv",
        scope: Annotated[str | None, Query(description="One goal of a split, as traffic_source:ppc")] = None,
    ) -> dict[str, Any]:
        """Baseline, current plan and actual of a period and everything below it."""
        return await asyncio.to_thread(_plan, engine, clock, shop, period, plan_metric, scope)

    return routes


def _plan(
    engine: Engine, clock: Clock, shop_id: str, period: str | None, plan_metric: str, scope: str | None
) -> dict[str, Any]:
    with reading(engine) as session:
        shop = Gathered(session, shop_id, clock.now(), plan_metric=plan_metric)
        wanted = _period(period or periods.period_of(shop.today, "month"))
        root = _root(shop, wanted, scope)
        state = plans.state(session, shop_id, plan_metric)
        if root is None:
            raise Problem(404, "no_plan", f"Nothing is planned for {wanted} yet: set a target for it.")
        cascade_id = state.cascade_id if state else shop.plan.cascade_id
        return {
            "cascade_id": cascade_id,
            "revision": state.revision if state else 0,
            "plan_metric": plan_metric,
            "root": root,
        }


def _root(shop: Gathered, period: str, scope: str | None) -> dict[str, Any] | None:
    if scope is None or scope in ("", f"shop_id:{shop.shop_id}"):
        return node_of(shop, period)
    key, _, value = scope.replace("=", ":", 1).partition(":")
    return scoped_node(shop, period, key, value)


def _period(text: str) -> str:
    try:
        periods.level_of(text)
    except ValueError as error:
        raise Problem(422, "invalid", f"period: {error}", extra={"field": "period"}) from None
    return text
