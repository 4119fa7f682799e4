"""`PUT /v1/shops/{shop}/targets/{period}`: a target becomes an event on the stream."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.contracts.envelope import Envelope
from services.contracts.fields import MONEY_MAX
from services.contracts.vocabulary import PlanMetric
from services.planner.targets import target_set
from services.runtime.access.http import Writer
from services.runtime.clock import Clock
from services.runtime.kafka.producer import NotAcknowledged
from services.runtime.problems import Problem

Say = Callable[[list[Envelope]], Awaitable[None]]
Amount = Annotated[int, Field(strict=True, ge=0, le=MONEY_MAX)]


class Target(BaseModel):
    """A target in minor units or units; a budget in minor units."""

    model_config = ConfigDict(extra="forbid")

    plan_metric: PlanMetric = "gmv"
    target: Amount
    budget_minor: Amount | None = None


class Accepted(BaseModel):
    """It is on the stream; the plan follows within a second."""

    status: str = "accepted"
    shop_id: str
    period: str
    plan_metric: PlanMetric
    target: int
    event_id: str


def router(say: Say, clock: Clock) -> APIRouter:
    """`say` returns when the event is acknowledged by the broker."""
    routes = APIRouter(tags=["targets"])

    @routes.put("/v1/shops/{shop}/targets/{period}", status_code=202)
    async def put_target(shop: str, period: str, body: Target, granted: Writer) -> Accepted:
        """Sets the target of a year `2027`, quarter `2027-Q1`, month `2027-01` or day `2027-01-15`."""
        event = _event(shop, period, body, clock)
        await published(say, event)
        return Accepted(
            shop_id=shop, period=period, plan_metric=body.plan_metric, target=body.target, event_id=event.id
        )

    return routes


async def published(say: Say, event: Envelope) -> None:
    """On the stream, or 503: trying again counts once."""
    try:
        await say([event])
    except NotAcknowledged:
        raise Problem(
            503, "not_acknowledged", "The broker did not confirm in time; try again.", {"Retry-After": "2"}
        ) from None


def _event(shop: str, period: str, body: Target, clock: Clock) -> Envelope:
    try:
        return target_set(shop, period, body.plan_metric, body.target, body.budget_minor, clock.now())
    except ValueError as error:
        field = "budget_minor" if "budget" in str(error) else "period"
        raise Problem(422, "invalid", f"{field}: {error}", extra={"field": field}) from None
