"""`POST /v1/events`: events in, a verdict for each, and a receipt only when they are stored."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from services.contracts.reading import Refused
from services.ingest import batch, errors
from services.ingest.batch import SHAPES, NotReadable, Shape, TooMany, media_type
from services.ingest.binary import binary_event, is_binary
from services.ingest.body import BodyLimits, read_body
from services.ingest.judging import Scanned, scanned
from services.ingest.routes.documents import EVENTS_BODY, EVENTS_RESPONSES
from services.ingest.routes.parts import PartsOf
from services.ingest.settings import Settings
from services.ingest.telemetry import BYTES
from services.ingest.verdicts import status_of
from services.runtime.access.http import Granted

router = APIRouter(tags=["events"])
_encoder = msgspec.json.Encoder()


@router.post("/v1/events", status_code=202, openapi_extra=EVENTS_BODY, responses=EVENTS_RESPONSES)
async def post_events(
    request: Request,
    granted: Granted,
    parts: PartsOf,
    dry_run: Annotated[bool, Query(description="Judge only; nothing is stored")] = False,
) -> Response:
    """Send events: one object, an array, or one a line; gzip is understood.

    202: each `accepted` event is stored, durably. 422: every event was refused. After 503 or a broken connection
    the outcome is unknown: send the same events again, each counts once.
    """
    if granted.scope not in {"write", "admin"}:
        raise errors.not_a_writer()
    shape = _shape(request)
    body = await read_body(request, BodyLimits(parts.settings.batch_bytes, parts.settings.body_seconds))
    BYTES.of().inc(len(body))
    texts = _texts(request, body, shape, parts.settings.batch_events)
    parts.gate.take(granted.key_id, max(1, len(texts)))
    events = [_scanned(text, parts.settings) for text in texts]
    given = await parts.door.receive(events, granted, granted.shop_id, dry_run=dry_run)
    return Response(_encoder.encode(given), status_of(given), media_type="application/json")


def _shape(request: Request) -> Shape:
    """How the body holds its events, by its content type."""
    if is_binary(request.headers):
        return Shape.one
    shape = SHAPES.get(media_type(request.headers.get("content-type", "")))
    if shape is None:
        raise errors.unknown_media_type(tuple(SHAPES)[1:])
    return shape


def _texts(request: Request, body: bytes, shape: Shape, most: int) -> list[bytes | Scanned]:
    """The text of each event; a body that cannot be cut is a single refused event."""
    if is_binary(request.headers):
        return [binary_event(request.headers, body)]
    try:
        return list(batch.cut(body, shape, most))
    except NotReadable as why:
        return [Scanned(body, None, Refused("not_json", "", str(why)))]
    except TooMany:
        raise errors.too_many(most) from None


def _scanned(text: bytes | Scanned, settings: Settings) -> Scanned:
    return text if isinstance(text, Scanned) else scanned(text, settings.event_bytes)
