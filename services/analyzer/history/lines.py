"""From a metric row on the stream to a row of the history, by its address."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

ScopeValue = str | int | float | bool | None


class Window(msgspec.Struct):
    """Times stay text here: they carry the shop's offset, and are handed on as they came."""

    kind: str
    start: str
    end: str


class RowData(msgspec.Struct):
    """The fields of `metric.rolled` (events.md E12) that the history keeps."""

    metric: str
    scope: dict[str, ScopeValue]
    window: Window
    unit: str
    is_final: bool
    revision: int
    basis: str | None = None
    value: int | float | None = None
    numerator: int | float | None = None
    denominator: int | float | None = None
    is_history: bool | None = None
    is_provisional: bool | None = None
    null_reason: str | None = None
    band: str | None = None
    error: float | None = None
    label: str | None = None
    parts: dict[str, Any] | None = None
    from_offset: int | None = None
    to_offset: int | None = None


class RowLine(msgspec.Struct):
    """One line of a metrics record."""

    type: str
    shopid: str
    data: RowData


class Figures(msgspec.Struct, omit_defaults=True):
    """What a row said beyond its address, as stored."""

    start: str
    end: str
    unit: str
    value: int | float | None = None
    numerator: int | float | None = None
    denominator: int | float | None = None
    basis: str | None = None
    is_history: bool | None = None
    is_provisional: bool | None = None
    null_reason: str | None = None
    band: str | None = None
    error: float | None = None
    label: str | None = None
    parts: dict[str, Any] | None = None


class Address(NamedTuple):
    """The key of a history row; `start` in epoch seconds."""

    shop_id: str
    metric: str
    window_kind: str
    scope_keys: str
    start: int
    scope: str
    revision: int


class Stored(NamedTuple):
    """What lies at an address; the offsets are those of the source records that it was made from, both included."""

    is_final: bool
    value: float | None
    figures: str
    from_offset: int | None = None
    to_offset: int | None = None


_decode = msgspec.json.Decoder(RowLine).decode
_canonical = msgspec.json.Encoder(order="deterministic").encode
_encode = msgspec.json.Encoder().encode
_FIGURES = tuple(name for name in Figures.__struct_fields__ if name not in {"start", "end"})


def read_line(line: bytes) -> tuple[Address, Stored]:
    """The row in one line and where it belongs.

    Raises:
        ValueError: the line is no metric row, or its window does not start at a time (a `DecodeError` is one).
    """
    row = _decode(line)
    return address_of(row), _stored(row.data)


def address_of(row: RowLine) -> Address:
    """Where a row belongs; a rolling window is known by its length (`r7`, `r10m`)."""
    data = row.data
    kind = data.window.kind
    if kind == "rolling":
        kind = str((data.parts or {}).get("length", kind))
    keys, scope = scope_text(data.scope)
    return Address(row.shopid, data.metric, kind, keys, epoch(data.window.start), scope, data.revision)


def scope_text(scope: Mapping[str, ScopeValue]) -> tuple[str, str]:
    """The names of a scope beside the shop, and the scope as canonical JSON."""
    narrow = {key: value for key, value in scope.items() if key != "shop_id" and value is not None}
    if not narrow:
        return "", "{}"
    return ",".join(sorted(narrow)), _canonical(narrow).decode()


@lru_cache(maxsize=50_000)
def epoch(text: str) -> int:
    """The epoch second of an ISO time with offset."""
    return int(datetime.fromisoformat(text).timestamp())


def _stored(data: RowData) -> Stored:
    said = {name: getattr(data, name) for name in _FIGURES}
    figures = Figures(start=data.window.start, end=data.window.end, **said)
    value = None if data.value is None else float(data.value)
    return Stored(data.is_final, value, _encode(figures).decode(), data.from_offset, data.to_offset)
