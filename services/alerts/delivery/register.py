"""The register of receivers: made, switched on, caught up with, given a new secret, forgotten."""

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from services.alerts.delivery.due import GIVEN_UP, WAITING
from services.alerts.store.tables import Delivery, Endpoint

PAGE = 100


def new_endpoint(
    url: str, shops: Sequence[str] | None, filters: dict[str, list[str]], locked: bytes, now_us: int
) -> Endpoint:
    """A receiver that nothing was sent to yet; `shops` None: all."""
    return Endpoint(
        id=f"ep_{secrets.token_hex(10)}",
        kind="webhook",
        url=url,
        shops="" if shops is None else msgspec.json.encode(sorted(set(shops))).decode(),
        filters=msgspec.json.encode(filters).decode(),
        secret=locked,
        created_us=now_us,
    )


def listed(session: Session) -> Sequence[Endpoint]:
    """All that are in use, the oldest first."""
    query = select(Endpoint).where(col(Endpoint.is_deleted).is_(False))
    return session.exec(query.order_by(col(Endpoint.created_us), col(Endpoint.id))).all()


def listed_one(session: Session, endpoint_id: str) -> Endpoint | None:
    """As `found`, only to look at."""
    endpoint = session.get(Endpoint, endpoint_id)
    return None if endpoint is None or endpoint.is_deleted else endpoint


def found(session: Session, endpoint_id: str) -> Endpoint | None:
    """The endpoint, locked until the transaction ends; None when it is not there or was deleted."""
    endpoint = session.get(Endpoint, endpoint_id, with_for_update=True)
    return None if endpoint is None or endpoint.is_deleted else endpoint


def enable(session: Session, endpoint: Endpoint) -> bool:
    """Switches it on and forgets its failures; what waits goes out in order. False when it was on."""
    was_disabled = endpoint.disabled_us is not None
    endpoint.disabled_us = endpoint.disabled_reason = endpoint.failing_since_us = None
    _catch_up(session, endpoint, (WAITING,))
    return was_disabled


def replay(session: Session, endpoint: Endpoint) -> int:
    """Everything missed (waiting for its next try, or given up) once more from the first, in order, with its ids."""
    return _catch_up(session, endpoint, (WAITING, GIVEN_UP))


def page(session: Session, endpoint_id: str, state: str | None, before: int | None) -> list[Delivery]:
    """Up to `PAGE` deliveries, the newest first, older than `before`."""
    query = select(Delivery).where(Delivery.endpoint_id == endpoint_id)
    if state is not None:
        query = query.where(Delivery.state == state)
    if before is not None:
        query = query.where(col(Delivery.seq) < before)
    return list(session.exec(query.order_by(col(Delivery.seq).desc()).limit(PAGE)))


def counts(session: Session, endpoint_id: str) -> dict[str, int]:
    """Messages by state."""
    query = (
        select(Delivery.state, func.count())
        .where(Delivery.endpoint_id == endpoint_id)
        .group_by(Delivery.state)
    )
    return dict(session.exec(query).all())


def _catch_up(session: Session, endpoint: Endpoint, states: Sequence[str]) -> int:
    """Due now, with all tries again, each after the one before; what a worker is sending at present stays with it.

    Messages held back for a person (grouped, or until opening) that were never tried keep their time.
    """
    missed = (
        col(Delivery.endpoint_id) == endpoint.id,
        col(Delivery.state).in_(states),
        (col(Delivery.attempts) > 0) | col(Delivery.group_key).is_(None),
    )
    newest = session.exec(select(func.max(Delivery.seq)).where(*missed)).one()
    again = update(Delivery).where(*missed).values(state=WAITING, attempts=0, next_us=0)
    result: Any = session.connection().execute(again)
    endpoint.in_order_until = max(endpoint.in_order_until, newest or 0)
    session.add(endpoint)
    return int(result.rowcount)
