"""POST /v1/alerts/{id}/acknowledge|snooze|comment: what people do goes to the stream first and comes back from it."""

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import Annotated, Any, cast

from fastapi import APIRouter, Body, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.alerts.moments import text
from services.alerts.routes.alerts import known
from services.alerts.routes.parts import Parts, parts_of
from services.alerts.saying import SOURCE
from services.alerts.store.tables import Note
from services.contracts.envelope import Envelope
from services.contracts.events import organisation
from services.contracts.moments import micros
from services.runtime.access.grants import Grant
from services.runtime.access.http import Granted, require_write
from services.runtime.http import Problem
from services.runtime.kafka.producer import NotAcknowledged
from services.runtime.store import reading, writing

LONGEST_SNOOZE = timedelta(days=7)
SEEN_WITHIN_SECONDS = 3.0
LOOK_EVERY_SECONDS = 0.03
router = APIRouter(tags=["alerts"])


class Acknowledgement(BaseModel):
    """`expires_at`: default 4 h for a page, the deadline for a notice."""

    model_config = ConfigDict(json_schema_extra={"example": {"expires_at": "2026-11-20T14:06:00+08:00"}})

    person_id: str | None = Field(None, min_length=1, max_length=64)
    expires_at: AwareDatetime | None = None


class Sleep(BaseModel):
    """No messages until then; at most 7 days."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"until": "2026-11-20T18:00:00+08:00", "reason": "test week"}}
    )

    person_id: str | None = Field(None, min_length=1, max_length=64)
    until: AwareDatetime
    reason: str = Field(min_length=1, max_length=300)


class Comment(BaseModel):
    """A remark on the timeline."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "促销已撤下，正在联系买家"}})

    person_id: str | None = Field(None, min_length=1, max_length=64)
    text: str = Field(min_length=1, max_length=2000)


@router.post("/v1/alerts/{alert_id}/acknowledge", status_code=202)
async def acknowledge(
    request: Request, alert_id: str, granted: Granted, said: Annotated[Acknowledgement | None, Body()] = None
) -> dict[str, Any]:
    """Takes the alert on: reminders stop until it expires."""
    said = said or Acknowledgement(person_id=None, expires_at=None)
    parts, shop_id = parts_of(request), await _shop(request, alert_id, granted)
    ack_id, now = _new_id("ack"), parts.clock.now()
    if said.expires_at is not None and said.expires_at <= now:
        raise Problem(422, "invalid", "expires_at: lies in the past", extra={"field": "expires_at"})
    data = organisation.AlertAcknowledgedData(
        ack_id=ack_id,
        alert_id=alert_id,
        person_id=_person(said.person_id, granted),
        expires_at=said.expires_at,
    )
    event = organisation.AlertAcknowledged(**_envelope(ack_id, alert_id, shop_id, now), data=data)
    await _say(parts, event, ack_id)
    return {"ack_id": ack_id, "alert_id": alert_id, "person_id": data.person_id}


@router.post("/v1/alerts/{alert_id}/snooze", status_code=202)
async def snooze(request: Request, alert_id: str, granted: Granted, said: Sleep) -> dict[str, Any]:
    """Hides the alert's messages; its state goes on, and its end is still told."""
    parts, shop_id = parts_of(request), await _shop(request, alert_id, granted)
    snooze_id, now = _new_id("snooze"), parts.clock.now()
    if not now < said.until <= now + LONGEST_SNOOZE:
        raise Problem(422, "invalid", "until: within the next 7 days", extra={"field": "until"})
    data = organisation.AlertSnoozedData(
        snooze_id=snooze_id,
        alert_id=alert_id,
        person_id=_person(said.person_id, granted),
        until=said.until,
        reason=said.reason,
    )
    event = organisation.AlertSnoozed(**_envelope(snooze_id, alert_id, shop_id, now), data=data)
    await _say(parts, event, snooze_id)
    return {"snooze_id": snooze_id, "alert_id": alert_id, "until": text(said.until)}


@router.post("/v1/alerts/{alert_id}/comment", status_code=201)
async def comment(request: Request, alert_id: str, granted: Granted, said: Comment) -> dict[str, Any]:
    """A remark that stays here: it is not an event of the shop."""
    parts = parts_of(request)
    await _shop(request, alert_id, granted)
    person = _person(said.person_id, granted)
    note = Note(
        note_id=_new_id("comment"),
        alert_id=alert_id,
        at_us=micros(parts.clock.now()),
        kind="commented",
        person_id=person,
    )
    note.text = said.text
    await asyncio.to_thread(_keep, parts, note)
    return {"comment_id": note.note_id, "alert_id": alert_id, "person_id": person}


async def _shop(request: Request, alert_id: str, granted: Grant) -> str:
    """The alert's shop, which the key may write."""

    def look() -> str:
        with reading(parts_of(request).engine) as session:
            return known(session, alert_id, granted).shop_id

    shop_id = await asyncio.to_thread(look)
    require_write(granted, shop_id)
    return shop_id


async def _say(parts: Parts, event: Envelope, note_id: str) -> None:
    """On the stream, then (as far as it comes back soon) in what we show: who acts sees it done."""
    try:
        await parts.publisher.say([event])
    except NotAcknowledged as error:
        raise Problem(
            503, "not_acknowledged", "The broker did not confirm: send it again.", {"Retry-After": "2"}
        ) from error
    for _ in range(int(SEEN_WITHIN_SECONDS / LOOK_EVERY_SECONDS)):
        if await asyncio.to_thread(_is_there, parts, note_id):
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def _is_there(parts: Parts, note_id: str) -> bool:
    with reading(parts.engine) as session:
        return session.get(Note, note_id) is not None


def _keep(parts: Parts, note: Note) -> None:
    with writing(parts.engine) as session:
        session.add(note)


def _person(said: str | None, granted: Grant) -> str:
    """The person of the link, else who the client says it is, else the key."""
    return granted.person_id or said or f"key:{granted.key_id}"


def _new_id(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex}"


def _envelope(event_id: str, alert_id: str, shop_id: str, now: datetime) -> dict[str, Any]:
    said = {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "subject": alert_id,
        "time": now,
        "shopid": shop_id,
        "partitionkey": shop_id,
    }
    return cast("dict[str, Any]", said)
