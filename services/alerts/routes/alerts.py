"""GET /v1/alerts and what people do with an alert."""

import base64
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session, and_, col, or_, select

from services.alerts.routes import documents, showing
from services.alerts.routes.parts import parts_of
from services.alerts.store.tables import Incident
from services.runtime.access.grants import Grant
from services.runtime.access.http import Granted, forbidden, require_read
from services.runtime.http import Problem
from services.runtime.store import reading

MANY, FEW = 1000, 100
OPEN_STATES = ("firing", "recovering", "no_data")
router = APIRouter(tags=["alerts"])
_listed = documents.answer("One page, the newest first", {"alerts": [documents.ALERT]})
_shown = documents.answer(
    "The alert, its timeline and its deliveries", documents.ALERT | {"timeline": [], "deliveries": []}
)


@router.get("/v1/alerts", responses=_listed, response_class=Response)
def alerts(
    request: Request,
    granted: Granted,
    shop: Annotated[str | None, Query(description=documents.SHOP)] = None,
    state: Annotated[str | None, Query(description=documents.STATE, examples=["open"])] = None,
    department: Annotated[str | None, Query(examples=["OPS"])] = None,
    rule: Annotated[str | None, Query(examples=["below_floor_sale"])] = None,
    severity: Annotated[str | None, Query(examples=["critical"])] = None,
    limit: Annotated[int, Query(ge=1, le=MANY)] = FEW,
    after: Annotated[str | None, Query(alias="next", description=documents.NEXT)] = None,
) -> Response:
    """Alerts of one shop, or of all that the key may read; without `state` all that were ever said."""
    query = select(Incident).where(*_which(_shop(granted, shop), state, department, rule, severity))
    if after is not None:
        opened_us, alert_id = _place(after)
        same = and_(col(Incident.opened_us) == opened_us, col(Incident.alert_id) < alert_id)
        query = query.where(or_(col(Incident.opened_us) < opened_us, same))
    query = query.order_by(col(Incident.opened_us).desc(), col(Incident.alert_id).desc()).limit(limit + 1)
    with reading(parts_of(request).engine) as session:
        found = session.exec(query).all()
        page = [showing.alert(session, each, parts_of(request).clock.now()) for each in found[:limit]]
    following = {"next": _token(found[limit - 1])} if len(found) > limit else {}
    return _json({"alerts": page, **following})


@router.get("/v1/alerts/{alert_id}", responses=_shown, response_class=Response)
def alert(request: Request, alert_id: str, granted: Granted) -> Response:
    """One alert with everything that happened to it and everyone who was told."""
    with reading(parts_of(request).engine) as session:
        incident = known(session, alert_id, granted)
        shown = showing.alert(session, incident, parts_of(request).clock.now())
        return _json(
            {
                **shown,
                "timeline": showing.timeline(session, alert_id),
                "deliveries": showing.deliveries(session, alert_id),
            }
        )


def known(session: Session, alert_id: str, granted: Grant) -> Incident:
    """The incident, if the key may read its shop; 404 for others' too, so that ids say nothing."""
    incident = session.get(Incident, alert_id)
    if incident is None or not (granted.may_read(incident.shop_id) or granted.may_write(incident.shop_id)):
        raise Problem(404, "not_found", f"There is no alert {alert_id}.")
    return incident


def _shop(granted: Grant, shop: str | None) -> str | None:
    """The shop asked for, else the key's own; None: all."""
    if shop is not None:
        require_read(granted, shop)
        return shop
    if granted.scope == "write":
        raise forbidden("This key writes; reading alerts needs a key of scope read or admin.")
    return granted.shop_id


def _which(
    shop: str | None, state: str | None, department: str | None, rule: str | None, severity: str | None
) -> list[Any]:
    where: list[Any] = [Incident.shop_id == shop] if shop is not None else []
    if state == "open":
        where.append(col(Incident.state).in_(OPEN_STATES))
    elif state is not None:
        states = state.split(",")
        where.append(col(Incident.state).in_(states))
    if state is None or "pending" not in state:
        where.append(col(Incident.is_said).is_(True))
    for column, value in (
        (Incident.department, department),
        (Incident.rule_id, rule),
        (Incident.severity, severity),
    ):
        if value is not None:
            where.append(col(column).in_(value.split(",")))
    return where


def _token(incident: Incident) -> str:
    return (
        base64.urlsafe_b64encode(f"{incident.opened_us or 0}/{incident.alert_id}".encode())
        .decode()
        .rstrip("=")
    )


def _place(token: str) -> tuple[int, str]:
    try:
        opened, _, alert_id = (
            base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().partition("/")
        )
        return int(opened), alert_id
    except ValueError:
        raise Problem(
            422, "invalid", "next: not a place that was given out", extra={"field": "next"}
        ) from None


def _json(body: Any) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json")
