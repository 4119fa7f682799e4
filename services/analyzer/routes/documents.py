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
ONE_METRIC = "One metric of the catalogue"
START = "Start of the row's window, as the row says it: ISO time with offset, or a date of the shop"
ONE_REVISION = "Which revision; left out: the newest, a final one where there is one"
EVENTS_LIMIT = "Events in one answer, at most"
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
    "from_offset": 1207,
    "to_offset": 2980,
}
EXAMPLE_TABLE = (
    "shop_id,traffic_source,metric,metric_zh,window,start,end,value,numerator,denominator,unit,revision,state,"
    "is_provisional,null_reason,error,band,label,is_history,basis,parts,from_offset,to_offset\r\n"
    "demo,search,conversion,转化率,day,2026-11-19T00:00:00+08:00,2026-11-20T00:00:00+08:00,0.017857,25,1400,ratio,1,"
    "final,false,,,,,,,,1207,2980\r\n"
)
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
    basis: str | None = Field(None, description="What it was counted from, where that is not `stream`")
    parts: dict[str, Any] | None = Field(None, description="Figures beside it")
    from_offset: int | None = Field(None, description="First record of the shop's partition behind it")
    to_offset: int | None = Field(None, description="Last record of the shop's partition behind it")


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
                "example": EXAMPLE_TABLE,
            },
        },
    }
}


class Band(BaseModel):
    """One quality band: the metric, divided by `against` where that is named, compared with the threshold."""

    band: str
    op: str
    threshold: str = Field(description="A decimal; compare exactly")
    origin: str = Field(description="E: from the essay, P: a product default")
    against: str
    when: str


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
    bands: list[Band] = Field(description="Default quality bands, the first that holds counts")
    events: list[str] = Field(description="Event types that are counted when they lie in the window")
    linked_events: list[str] = Field(
        description="Event types that change what the counted ones are worth, whenever they happen"
    )
    days_before: int = Field(description="How many days before the window it looks back, beside it")


class Catalogue(BaseModel):
    """All metrics of metrics.md M1-M13."""

    model_config = {
        "json_schema_extra": {
            "example": {
                "metrics": [
                    {
                        "id": "inquiry_conversion",
                        "zh": "询单转化率",
                        "en": "inquiry conversion",
                        "formula": "`inquiry_buyers` / `inquirers`",
                        "unit": "ratio",
                        "scopes": ["S", "A", "T"],
                        "windows": ["d", "w", "M"],
                        "owner": "CS",
                        "section": "M7",
                        "is_live": False,
                        "bands": [
                            {
                                "band": "fail",
                                "op": "<",
                                "threshold": "0.50",
                                "origin": "E",
                                "against": "",
                                "when": "",
                            }
                        ],
                        "events": ["inquiry.opened"],
                        "linked_events": ["order.paid", "order.created", "order.excluded", "shop.configured"],
                        "days_before": 0,
                    }
                ]
            }
        }
    }

    metrics: list[CatalogueEntry]
