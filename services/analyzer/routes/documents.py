"""What the OpenAPI document says about the read API: each parameter in a sentence, each answer with an example."""

from typing import Any, Literal

from pydantic import BaseModel, Field

Form = Literal["json", "csv"]
METRIC = "One metric of the catalogue, or several by commas"
WINDOW = "Window kind: pulse, minute, hour, day, week, month, quarter, year, live ... or a length: r7, r10m"
FROM = "First start of a window: ISO time with offset, or a date of the shop; left out: from the beginning"
TO = "Starts before this: ISO time with offset, or a date of the shop; left out: to the end"
BY = "Scope keys, by commas: one row for each value; without it the shop's own row. KEY=VALUE narrows"
STATE = "newest: the final row where there is one, else the current one; final, current; all is newest"
REVISION = "`all` gives every revision instead of the newest"
NEXT = "The `next` of the answer before"
LIMIT = "Rows in one answer, at most"
FORMAT = "csv gives a table (so does Accept: text/csv); in it, `next` is a Link header"

EXAMPLE_ROW = {
    "metric": "conversion",
    "metric_zh": "转化率",
    "scope": {"shop_id": "demo", "traffic_source": "search"},
    "window": "day",
    "start": "2026-11-19T00:00:00+08:00",
    "end": "2026-11-20T00:00:00+08:00",
    "value": 0.017857,
    "numerator": 25,
    "denominator": 1400,
    "unit": "ratio",
    "revision": 1,
    "state": "final",
    "is_provisional": False,
}
Number = int | float | None


class MetricRow(BaseModel):
    """One figure of one window and scope; money in integer minor units, ratios 0..1, times with the shop's offset."""

    metric: str
    metric_zh: str
    scope: dict[str, str | int | float | bool]
    window: str
    start: str
    end: str
    value: Number
    numerator: Number
    denominator: Number
    unit: str
    revision: int
    state: Literal["final", "current"]
    is_provisional: bool
    null_reason: str | None = Field(None, description="Why `value` is null")
    error: float | None = Field(None, description="Relative standard error of an estimated count")
    band: str | None = None
    label: str | None = Field(None, description="For metrics whose value is a state")
    is_history: bool | None = Field(None, description="Only backfilled or old events changed it")
    parts: dict[str, Any] | None = Field(None, description="Figures beside it")


class MetricPage(BaseModel):
    """Rows in the order metric, start, scope; `next` asks for what follows."""

    rows: list[MetricRow]
    next: str | None = None


METRICS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": MetricPage,
        "description": "The rows asked for",
        "content": {
            "application/json": {"example": {"rows": [EXAMPLE_ROW]}},
            "text/csv": {
                "schema": {"type": "string"},
                "example": "shop_id,metric,window,start,value\r\ndemo,gmv,day,2026-11-19T00:00:00+08:00,23800\r\n",
            },
        },
    }
}


class CatalogueEntry(BaseModel):
    """One metric: what it is called, how it is made, for which scopes and windows there are rows."""

    id: str
    zh: str
    en: str
    formula: str
    unit: str
    scopes: list[str] = Field(description="S shop, T traffic source, D device, V visitor class, I item ...")
    windows: list[str] = Field(
        description="p pulse, m minute, h hour, d day, w week, M month, q, y, rN days ..."
    )
    owner: str
    section: str
    is_live: bool


class Catalogue(BaseModel):
    """All metrics of metrics.md M1-M13."""

    metrics: list[CatalogueEntry]


class Offsets(BaseModel):
    """Places in the shop's partition: each is the offset after the last record that is through."""

    partition: int
    applied: int = Field(description="Counted in memory and said in current rows")
    checkpointed: int = Field(description="Durable; final rows of it are on the stream")
    end: int | None = Field(description="End of the log, as far as known")


class Progress(BaseModel):
    """How far one shop is."""

    shop_id: str
    offsets: Offsets
    watermark: str | None = Field(
        description="Latest time of the shop's own clock; windows before it are closing"
    )
    arrived: str | None = Field(description="When its latest event arrived")
    open_windows: int
    pending_revisions: int
    late_events: int
    conflicting_events: int
    last_checkpoint: str | None
    history: dict[str, int | None] = Field(description="Offsets of the metrics topic: stored in SQL, end")
