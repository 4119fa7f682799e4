"""`/v1/quarantine`: what was refused, by reason and path; and once more through the door after a fix."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from services.contracts.moments import moment_of
from services.ingest import errors
from services.ingest.routes.parts import PartsOf
from services.ingest.shopbook import ASIDE
from services.ingest.store import quarantine as store
from services.ingest.store.tables import QuarantineRow
from services.ingest.verdicts import status_of
from services.runtime.access.grants import Grant
from services.runtime.access.http import Granted, forbidden, require_read
from services.runtime.problems import Problem

router = APIRouter(prefix="/v1/quarantine", tags=["quarantine"])


class Refused(BaseModel):
    """A refused event; its text is kept encrypted and never shown."""

    quarantine_id: str
    shop_id: str
    received_at: datetime
    reason: str
    path: str | None
    event_type: str | None
    event_id: str | None
    times: int
    replayed_at: datetime | None


class Page(BaseModel):
    """Refused events, the newest first; `next` asks for older ones."""

    events: list[Refused]
    next: str | None = None


@router.get("")
def list_refused(
    shop: Annotated[str, Query(min_length=1, max_length=64)],
    granted: Granted,
    parts: PartsOf,
    reason: str | None = None,
    next: Annotated[str | None, Query(max_length=200)] = None,  # noqa: A002 - the name that every list of ours uses
) -> Page:
    """What was refused of a shop."""
    _require_sight(granted, shop)
    rows = store.page(parts.quarantine.engine, shop, reason, _place(next) if next else None)
    following = _mark(rows[-1]) if len(rows) == store.LISTED else None
    return Page(events=[_shown(row) for row in rows], next=following)


@router.post("/{quarantine_id}/replay")
async def replay(quarantine_id: str, granted: Granted, parts: PartsOf) -> Response:
    """Judge a refused event once more and, if it is good now, store it; the answer is that of POST /v1/events."""
    row = await asyncio.to_thread(store.get, parts.quarantine.engine, quarantine_id)
    if row is None or not _may_replay(granted, row.shop_id):
        raise errors.unknown_quarantine()
    if row.replayed_us is not None or row.locked is None:
        raise errors.already_replayed()
    given = await parts.replayer.replay(row, granted)
    return Response(msgspec.json.encode(given), status_of(given), media_type="application/json")


def _require_sight(granted: Grant, shop: str) -> None:
    if shop == ASIDE and not granted.is_admin:
        raise forbidden("What names no shop is for admins to see.")
    require_read(granted, shop)


def _may_replay(granted: Grant, shop: str) -> bool:
    return granted.is_admin if shop == ASIDE else granted.may_write(shop)


def _shown(row: QuarantineRow) -> Refused:
    return Refused(
        quarantine_id=row.quarantine_id,
        shop_id=row.shop_id,
        received_at=moment_of(row.received_us),
        reason=row.reason,
        path=row.path,
        event_type=row.event_type,
        event_id=row.event_id,
        times=row.times,
        replayed_at=None if row.replayed_us is None else moment_of(row.replayed_us),
    )


def _mark(row: QuarantineRow) -> str:
    return urlsafe_b64encode(f"{row.received_us} {row.quarantine_id}".encode()).decode()


def _place(mark: str) -> tuple[int, str]:
    try:
        moment, quarantine_id = urlsafe_b64decode(mark.encode()).decode().split(" ", 1)
        return int(moment), quarantine_id
    except ValueError:
        raise Problem(
            422, "invalid", "next: not a mark that this list gave.", extra={"field": "next"}
        ) from None
