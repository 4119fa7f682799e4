"""`GET /v1/schemas`: what may be sent, as JSON Schema."""

from typing import Any

from fastapi import APIRouter

from services.contracts.registry import INPUTS, schema
from services.contracts.snapshots import example
from services.ingest import errors

router = APIRouter(prefix="/v1/schemas", tags=["schemas"])


@router.get("")
async def list_schemas() -> dict[str, list[dict[str, str]]]:
    """The names of all events that may be sent."""
    return {"schemas": [{"type": name, "path": f"/v1/schemas/{name}"} for name in sorted(INPUTS)]}


@router.get("/{event_type}")
async def get_schema(event_type: str) -> dict[str, Any]:
    """The JSON Schema of an event, with a complete example."""
    if event_type not in INPUTS:
        raise errors.unknown_schema()
    return {**schema(event_type), "examples": [example(event_type)]}
