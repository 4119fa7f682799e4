"""What the OpenAPI document says about the lineage of a row."""

from typing import Any

from pydantic import BaseModel, Field

from services.analyzer.routes.documents import EXAMPLE_ROW, MetricRow

EXAMPLE: dict[str, Any] = {
    "row": EXAMPLE_ROW,
    "source": {
        "topic": "shop.events",
        "partition": 7,
        "from_offset": 1207,
        "to_offset": 2980,
        "estimated": False,
    },
    "event_types": ["page.viewed", "order.paid", "order.excluded"],
    "gone": {"from_offset": 1207, "to_offset": 1499},
    "events": [
        {
            "id": "paid:o1001",
            "source": "/s1/taobao",
            "type": "order.paid",
            "time": "2026-11-19T02:00:08Z",
            "offset": 1731,
            "line": 4,
            "counted": True,
            "names_scope": False,
        }
    ],
    "next": "WzI5ODAsMTNd",
}


class Source(BaseModel):
    """The records behind a row, both ends included."""

    topic: str
    partition: int
    from_offset: int
    to_offset: int
    estimated: bool = Field(
        description="An end follows from when records were appended: the row does not say it itself"
    )


class Gone(BaseModel):
    """Records that retention has removed, so that their events cannot be shown any more."""

    from_offset: int | None = Field(description="null: not known, as the beginning is an estimate")
    to_offset: int


class BehindRow(BaseModel):
    """One event: which one, when it happened, and where it lies; never what it said."""

    id: str
    source: str
    type: str
    time: str
    offset: int
    line: int = Field(description="Line of the record, from 0")
    counted: bool = Field(
        description="It happened in the window; false: it changes what such events are worth"
    )
    names_scope: bool = Field(
        description="It names the row's scope itself; false: several events decide that together"
    )


class Lineage(BaseModel):
    """A row with the records and events that it was made from; `next` asks for what follows."""

    model_config = {"json_schema_extra": {"example": EXAMPLE}}

    row: MetricRow
    source: Source
    event_types: list[str]
    gone: Gone | None = None
    events: list[BehindRow]
    next: str | None = None
