"""Receivers in SQL: which of them a shop has, and the contacts of its roles."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from services.alerts.routing.recipients import Filters
from services.alerts.routing.roles import Role
from services.alerts.store.tables import Endpoint
from services.contracts.moments import micros

NAMES = {
    "types": "types",
    "rules": "rules",
    "severities": "severities",
    "departments": "departments",
    "routes": "routes",
}


def of_shop(session: Session, shop_id: str) -> Sequence[Endpoint]:
    """The endpoints (not role contacts) that get this shop's messages; disabled ones too, to be replayed later."""
    query = select(Endpoint).where(Endpoint.kind != "role", col(Endpoint.is_deleted).is_(False))
    return [each for each in session.exec(query).all() if reaches(each, shop_id)]


def reaches(endpoint: Endpoint, shop_id: str) -> bool:
    return not endpoint.shops or shop_id in msgspec.json.decode(endpoint.shops, type=list[str])


def shops_of(endpoint: Endpoint) -> list[str] | None:
    """None reaches every shop."""
    return msgspec.json.decode(endpoint.shops, type=list[str]) if endpoint.shops else None


def filters_of(endpoint: Endpoint) -> Filters:
    said = msgspec.json.decode(endpoint.filters or "{}", type=dict[str, list[str]])
    return Filters(**{name: frozenset(said.get(name, ())) for name in NAMES})


def of_role(session: Session, shop_id: str, role_id: str) -> Endpoint | None:
    found = session.get(Endpoint, role_endpoint_id(shop_id, role_id))
    return None if found is None or found.is_deleted else found


def role_endpoint_id(shop_id: str, role_id: str) -> str:
    return f"role:{shop_id}:{role_id}"


def keep_role(
    session: Session,
    shop_id: str,
    role: Role | None,
    role_id: str,
    make_secret: Callable[[], bytes],
    now: datetime,
) -> None:
    """The contact of a role follows the role: its address, and that it is there at all."""
    endpoint = session.get(Endpoint, role_endpoint_id(shop_id, role_id))
    if role is None or role.url is None:
        if endpoint is not None:
            endpoint.is_deleted = True
            session.add(endpoint)
        return
    if endpoint is None:
        endpoint = Endpoint(
            id=role_endpoint_id(shop_id, role_id),
            kind="role",
            url=role.url,
            shops=msgspec.json.encode([shop_id]).decode(),
            secret=make_secret(),
            created_us=micros(now),
        )
    endpoint.url, endpoint.is_deleted = role.url, False
    session.add(endpoint)
    session.flush()
