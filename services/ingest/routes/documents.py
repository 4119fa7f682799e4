"""What the OpenAPI document says of events: schemas and examples come from the contracts."""

from typing import Any

import msgspec
from fastapi import FastAPI

from services.contracts.registry import EVENTS, INPUTS
from services.contracts.snapshots import example
from services.ingest.verdicts import Answer

_TEMPLATE = "#/components/schemas/{name}"
_BATCH = ("page.viewed", "order.paid", "inquiry.opened")


def _schemas() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A reference to each event that may be sent, and what they refer to; `shopid` may be left out (E1)."""
    kinds = [EVENTS[name] for name in sorted(INPUTS)]
    (answer, *events), components = msgspec.json.schema_components([Answer, *kinds], ref_template=_TEMPLATE)
    for kind in kinds:
        shape = components[kind.__name__]
        shape["required"] = [name for name in shape["required"] if name != "shopid"]
    return [answer, *events], components


(_ANSWER, *_EVENTS), _COMPONENTS = _schemas()
_ONE: dict[str, Any] = {"anyOf": _EVENTS}
_MANY: dict[str, Any] = {"type": "array", "maxItems": 2_500, "items": _ONE}
_LINES = {"type": "string", "description": "One event a line"}
_EXAMPLE = {"a payment": {"value": example("order.paid")}}
_EXAMPLES = {"three events": {"value": [example(name) for name in _BATCH]}}
_TEXT = "\n".join(msgspec.json.encode(example(name)).decode() for name in _BATCH)

EVENTS_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"anyOf": [_ONE, _MANY]},
                "examples": {**_EXAMPLE, **_EXAMPLES},
            },
            "application/cloudevents+json": {"schema": _ONE, "examples": _EXAMPLE},
            "application/cloudevents-batch+json": {"schema": _MANY, "examples": _EXAMPLES},
            "application/x-ndjson": {"schema": _LINES, "examples": {"three lines": {"value": _TEXT}}},
        },
    }
}

_VERDICTS = {"schema": _ANSWER}
_ACCEPTED = {"accepted": 1, "duplicate": 0, "rejected": 1}
_RESULTS = [
    {"index": 0, "id": "order.paid:o1", "status": "accepted"},
    {
        "index": 1,
        "id": "order.paid:o2",
        "status": "rejected",
        "reason": "field_range",
        "field": "data.amount_minor",
        "message": "Expected `int` >= 0",
    },
]

EVENTS_RESPONSES: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "A verdict for each event; what is accepted is stored durably",
        "content": {"application/json": {**_VERDICTS, "example": {**_ACCEPTED, "results": _RESULTS}}},
    },
    422: {"description": "Every event was refused", "content": {"application/json": _VERDICTS}},
    413: {"description": "Too many bytes or events; nothing was accepted"},
    429: {"description": "Over the rate of the key; nothing was accepted; see Retry-After"},
    503: {"description": "Not confirmed by the stream: send the same events again after Retry-After"},
}


def describe_events(app: FastAPI) -> None:
    """Add the schemas of the contracts to the application's OpenAPI document."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        document.setdefault("components", {}).setdefault("schemas", {}).update(_COMPONENTS)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to extend the document
