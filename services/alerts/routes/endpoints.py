"""`/v1/endpoints`: who gets webhooks, for admins (of the installation, or of a shop for what is only its own)."""

import asyncio
import uuid
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request

from services.alerts.delivery import register, signing
from services.alerts.delivery.opening import Webhooks
from services.alerts.errors import UrlRefused
from services.alerts.moments import optional_text, text
from services.alerts.routes import receiving
from services.alerts.routes.receiving import (
    DeliveryKnown,
    EndpointKnown,
    EndpointMade,
    EndpointWanted,
    Replayed,
    Rotated,
    Tested,
)
from services.alerts.store.endpoints import shops_of
from services.alerts.store.tables import Delivery, Endpoint
from services.contracts.moments import micros, moment_of
from services.runtime.access.grants import Grant
from services.runtime.access.http import Granted, forbidden
from services.runtime.problems import Problem
from services.runtime.store import reading, writing

router = APIRouter(prefix="/v1/endpoints", tags=["endpoints"])
SECOND = 1_000_000


def webhooks_of(request: Request) -> Webhooks:
    """The delivery of the application that a request came to."""
    found: Webhooks = request.app.state.webhooks
    return found


async def administering(granted: Granted) -> Grant:
    """The key is an admin's."""
    if granted.scope != "admin":
        raise forbidden("This needs an admin key.")
    return granted


WebhooksOf = Annotated[Webhooks, Depends(webhooks_of)]
Admin = Annotated[Grant, Depends(administering)]


@router.post("", status_code=201)
async def create(wanted: EndpointWanted, admin: Admin, hooks: WebhooksOf) -> EndpointMade:
    """Registers a receiver; its secret is shown this once. Standard Webhooks 1.0 says how to verify a message."""
    shops = receiving.shops_for(admin, wanted.shops)
    try:
        await asyncio.wait_for(hooks.guard.pin(wanted.url), hooks.settings.connect_seconds)
    except UrlRefused as refused:
        raise receiving.invalid("url", str(refused)) from None
    except TimeoutError:
        raise receiving.invalid("url", "Its name cannot be looked up at present.") from None
    secret, locked = hooks.vault.make()
    endpoint = register.new_endpoint(
        wanted.url, shops, wanted.filters.lists(), locked, micros(hooks.clock.now())
    )

    def add() -> None:
        with writing(hooks.engine) as session:
            if len(register.listed(session)) >= hooks.settings.endpoints_at_most:
                raise Problem(409, "too_many_endpoints", "There are as many endpoints as there may be.")
            session.add(endpoint)

    await asyncio.to_thread(add)
    return EndpointMade(**receiving.known(endpoint).model_dump(), secret=secret)


@router.get("")
def show_all(admin: Admin, hooks: WebhooksOf) -> dict[str, list[EndpointKnown]]:
    """All receivers that the key may administer, contacts of roles too."""
    with reading(hooks.engine) as session:
        rows = [row for row in register.listed(session) if _is_theirs(admin, row)]
        return {"endpoints": [receiving.known(row) for row in rows]}


@router.get("/{endpoint_id}")
def show(endpoint_id: str, admin: Admin, hooks: WebhooksOf) -> EndpointKnown:
    """One receiver, with how many messages it got and missed."""
    with reading(hooks.engine) as session:
        endpoint = _known(register.listed_one(session, endpoint_id), admin)
        return receiving.known(endpoint, register.counts(session, endpoint_id))


@router.delete("/{endpoint_id}", status_code=204)
def delete(endpoint_id: str, admin: Admin, hooks: WebhooksOf) -> None:
    """Forgets a receiver; what waits for it is not sent."""
    with writing(hooks.engine) as session:
        endpoint = _known(register.found(session, endpoint_id), admin)
        if endpoint.kind == "role":
            raise Problem(409, "belongs_to_role", "This contact follows its role (org.role.set).")
        endpoint.is_deleted = True
        session.add(endpoint)
        if endpoint.disabled_us is not None:
            hooks.on_enabled(session, endpoint)


@router.get("/{endpoint_id}/deliveries")
def deliveries(
    endpoint_id: str,
    admin: Admin,
    hooks: WebhooksOf,
    state: Annotated[receiving.State | None, Query()] = None,
    next: Annotated[int | None, Query(ge=1, le=2**62, description="As the page before said")] = None,  # noqa: A002
) -> receiving.Page:
    """What was sent and what waits, the newest first."""
    with reading(hooks.engine) as session:
        _known(register.listed_one(session, endpoint_id), admin)
        rows = register.page(session, endpoint_id, state, next)
    following = rows[-1].seq if len(rows) == register.PAGE else None
    return receiving.Page(deliveries=[_shown(row) for row in rows], next=following)


@router.post("/{endpoint_id}/replay", status_code=202)
def replay(endpoint_id: str, admin: Admin, hooks: WebhooksOf) -> Replayed:
    """Sends everything missed once more, in order, with the same ids; switches the receiver on if it was off."""
    with writing(hooks.engine) as session:
        endpoint = _known(register.found(session, endpoint_id), admin)
        if register.enable(session, endpoint):
            hooks.on_enabled(session, endpoint)
        count = register.replay(session, endpoint)
    hooks.deliverer.wake()
    return Replayed(id=endpoint_id, replayed=count)


@router.post("/{endpoint_id}/enable")
def enable(endpoint_id: str, admin: Admin, hooks: WebhooksOf) -> EndpointKnown:
    """Switches a receiver on; what waited for it goes out in order. What was given up before: see replay."""
    with writing(hooks.engine) as session:
        endpoint = _known(register.found(session, endpoint_id), admin)
        if register.enable(session, endpoint):
            hooks.on_enabled(session, endpoint)
        shown = receiving.known(endpoint, register.counts(session, endpoint_id))
    hooks.deliverer.wake()
    return shown


@router.post("/{endpoint_id}/rotate")
def rotate(endpoint_id: str, admin: Admin, hooks: WebhooksOf) -> Rotated:
    """A new secret, shown this once; for 24 h messages carry the signatures of both."""
    with writing(hooks.engine) as session:
        endpoint = _known(register.found(session, endpoint_id), admin)
        now_us = micros(hooks.clock.now())
        until_us = now_us + int(hooks.settings.rotation_seconds * SECOND)
        secret = hooks.vault.rotate(endpoint, now_us, until_us)
        session.add(endpoint)
    return Rotated(id=endpoint_id, secret=secret, former_until=text(moment_of(until_us)))


@router.post("/{endpoint_id}/test")
async def test(endpoint_id: str, admin: Admin, hooks: WebhooksOf) -> Tested:
    """Sends one signed `endpoint.test` now and says what came back; it is not tried again and counts for nothing."""

    def look() -> Endpoint:
        with reading(hooks.engine) as session:
            return _known(register.listed_one(session, endpoint_id), admin)

    endpoint = await asyncio.to_thread(look)
    now, webhook_id = hooks.clock.now(), f"test_{uuid.uuid4().hex}"
    body = msgspec.json.encode(
        {"type": "endpoint.test", "timestamp": text(now), "data": {"endpoint_id": endpoint_id}}
    )
    headers = signing.signed(webhook_id, body, hooks.vault.good(endpoint, hooks.clock), now)
    answer = await hooks.sender.send(endpoint.url, body, headers)
    return Tested(
        id=endpoint_id,
        webhook_id=webhook_id,
        outcome=answer.outcome,
        status=answer.status,
        error=answer.error,
        seconds=round(answer.seconds, 3),
    )


def _known(endpoint: Endpoint | None, admin: Grant) -> Endpoint:
    """404 also for what is somebody else's."""
    if endpoint is None or not _is_theirs(admin, endpoint):
        raise Problem(404, "not_found", "No endpoint has this id.")
    return endpoint


def _is_theirs(admin: Grant, endpoint: Endpoint) -> bool:
    return admin.shop_id is None or shops_of(endpoint) == [admin.shop_id]


def _shown(row: Delivery) -> DeliveryKnown:
    is_waiting = row.state == "waiting"
    return DeliveryKnown(
        message_id=row.message_id,
        webhook_id=row.batch_id or row.webhook_id,
        alert_id=row.alert_id,
        state=row.state,
        attempts=row.attempts,
        created_at=text(moment_of(row.created_us)),
        next_attempt_at=text(moment_of(max(row.next_us, row.created_us))) if is_waiting else None,
        delivered_at=optional_text(row.delivered_us),
        last_status=row.last_status,
        last_error=row.last_error,
    )
