"""Open alerts, as the alerts service says them."""

from __future__ import annotations

import msgspec
from sqlmodel import Session, select

from services.contracts.events.outputs import (
    AlertEscalated,
    AlertOpened,
    AlertOpenedData,
    AlertResolved,
    AlertUpdated,
)
from services.planner.store.tables import OpenAlert

AlertEvent = AlertOpened | AlertUpdated | AlertEscalated | AlertResolved
ROUTES = ("page", "notice", "digest")


def apply(session: Session, event: AlertEvent) -> None:
    """An opening adds, an update changes, a resolution removes."""
    if isinstance(event, AlertOpened):
        session.merge(_row(event))
    known = session.get(OpenAlert, (event.shopid, event.data.alert_id))
    if known is None:
        return
    if isinstance(event, AlertUpdated):
        known.severity, known.route = event.data.severity, event.data.route
    elif isinstance(event, AlertResolved):
        session.delete(known)
    session.flush()


def still_open(session: Session, shop_id: str) -> list[tuple[OpenAlert, AlertOpenedData]]:
    """The open alerts with what they said when they opened: pages first, then by deadline."""
    rows = session.exec(select(OpenAlert).where(OpenAlert.shop_id == shop_id)).all()
    ranked = sorted(rows, key=lambda row: (ROUTES.index(row.route), row.deadline, row.alert_id))
    return [(row, msgspec.json.decode(row.body, type=AlertOpenedData)) for row in ranked]


def _row(event: AlertOpened) -> OpenAlert:
    return OpenAlert(
        shop_id=event.shopid,
        alert_id=event.data.alert_id,
        severity=event.data.severity,
        route=event.data.route,
        state="firing",
        opened_at=event.time,
        deadline=event.data.deadline,
        body=msgspec.json.encode(event.data),
    )
