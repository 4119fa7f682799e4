"""`GET /v1/shops/{shop}/reports/{kind}`: what the morning says, as data; other kinds and tasks come later."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Engine

from services.planner.briefing import morning_report
from services.planner.view import morning_of
from services.planner.viewing.gathered import Gathered
from services.runtime.access.http import Granted, Reader
from services.runtime.clock import Clock
from services.runtime.problems import Problem
from services.runtime.store import reading

LATER = ("department", "afternoon", "weekly", "monthly", "quarterly", "yearly")
ONE_DAY = timedelta(days=1)


def router(engine: Engine, clock: Clock) -> APIRouter:
    """Reads the planner's own store."""
    routes = APIRouter(tags=["reports"])

    @routes.get("/v1/shops/{shop}/reports/{kind}")
    async def get_report(
        shop: str,
        kind: str,
        granted: Reader,
        day: Annotated[
            date | None, Query(alias="date", description="The morning; it tells of the day before")
        ] = None,
    ) -> dict[str, Any]:
        """The morning report: verdict, explanation, main items, open alerts."""
        if kind in LATER:
            raise not_yet(f"The {kind} report")
        if kind != "morning":
            raise Problem(
                404, "unknown_report", f"There is no report called {kind!r}.", extra={"field": "kind"}
            )
        return await asyncio.to_thread(_morning, engine, clock, shop, day)

    @routes.get("/v1/shops/{shop}/tasks")
    async def get_tasks(shop: str, granted: Reader) -> dict[str, Any]:
        """Tasks of departments."""
        raise not_yet("The list of tasks")

    @routes.post("/v1/tasks/{task_id}/{action}")
    async def act(task_id: str, action: str, granted: Granted) -> dict[str, Any]:
        """What a person does with a task: answer, done, cancel."""
        raise not_yet("Answering tasks")

    return routes


def not_yet(what: str) -> Problem:
    """501: promised, and not built yet."""
    return Problem(501, "not_available_yet", f"{what} is not available yet.")


def _morning(engine: Engine, clock: Clock, shop_id: str, morning: date | None) -> dict[str, Any]:
    with reading(engine) as session:
        now = clock.now()
        shop = Gathered(session, shop_id, now)
        day = morning - ONE_DAY if morning else shop.day
        if day >= shop.today:
            raise Problem(404, "not_closed", f"{day} is not over yet.", extra={"field": "date"})
        if day not in shop.finals and not shop.plan.nodes:
            raise Problem(404, "no_report", f"Nothing is known of {day} and nothing was planned for it.")
        return morning_report(morning_of(session, shop_id, now, day))
