"""The types of fields: each word of events.md E0 as one annotated type, so that an event reads like its table."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

MONEY_MAX = 10**15
INT_MAX = 10**9

# `extra` names the form that reading judges beyond what msgspec checks (control characters, decimals, fractions).
Id = Annotated[str, Meta(min_length=1, max_length=64, extra={"form": "id"})]
Keyword = Annotated[str, Meta(min_length=1, max_length=100)]
Note = Annotated[str, Meta(max_length=300)]
Url = Annotated[str, Meta(pattern=r"^https://[^\s/?#]+[^\s]*$", max_length=500)]
ClockTime = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", max_length=5)]
MonthText = Annotated[str, Meta(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$", max_length=7)]

Money = Annotated[int, Meta(ge=0, le=MONEY_MAX)]
SomeMoney = Annotated[int, Meta(ge=1, le=MONEY_MAX)]
SignedMoney = Annotated[int, Meta(ge=-MONEY_MAX, le=MONEY_MAX)]
Count = Annotated[int, Meta(ge=0, le=MONEY_MAX)]
Qty = Annotated[int, Meta(ge=1, le=INT_MAX)]
Int = Annotated[int, Meta(ge=-INT_MAX, le=INT_MAX)]
Revision = Annotated[int, Meta(ge=1, le=INT_MAX)]
Year = Annotated[int, Meta(ge=1970, le=2999)]
Dec = Annotated[
    Annotated[int, Meta(gt=-MONEY_MAX, lt=MONEY_MAX)] | Annotated[float, Meta(gt=-MONEY_MAX, lt=MONEY_MAX)],
    Meta(extra={"form": "dec"}),
]
Figure = (
    int | float
)  # a `dec` that we compute ourselves: a sum may be larger than any amount that may come in
Ratio = Annotated[
    Annotated[int, Meta(ge=0, le=1)] | Annotated[float, Meta(ge=0, le=1)], Meta(extra={"form": "dec"})
]
Rating = Annotated[
    Annotated[int, Meta(ge=0, le=5)] | Annotated[float, Meta(ge=0, le=5)], Meta(extra={"form": "dec"})
]

Time = Annotated[datetime, Meta(tz=True, extra={"form": "time"})]
Day = Annotated[date, Meta(extra={"form": "day"})]
Obj = Annotated[dict[str, str | int | float | bool | None], Meta(max_length=20)]


class Data(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The `data` of an event; an optional field is None when absent, null equals absent."""


class RowData(Data, frozen=True, kw_only=True, gc=False):
    """What every R event says: figures of one `day`, running up to `as_of`, told for the `revision`th time (E2)."""

    day: Day
    as_of: Time
    revision: Revision


class SettingData(Data, frozen=True, kw_only=True, gc=False):
    """What every S event says: in force from `effective_from` on; the highest `revision` counts (E2)."""

    effective_from: Time
    revision: Revision
