"""Metric rows as bytes: one `metric.rolled` event a line, the same bytes for the same figures (events.md E12)."""

from typing import Any, NamedTuple

import msgspec

from services.analyzer.deltas import Scope
from services.analyzer.moments import Calendar, utc_text
from services.analyzer.values import Value
from services.contracts.metrics import CATALOGUE, metric_row_id

KIND_NAMES = {
    "p": "pulse",
    "m": "minute",
    "h": "hour",
    "d": "day",
    "w": "week",
    "M": "month",
    "q": "quarter",
    "y": "year",
    "t": "to_date",
    "live": "live",
    "day_so_far": "day_so_far",
}
_encode = msgspec.json.Encoder(order="deterministic").encode


class Figure(NamedTuple):
    """One figure of one window, ready to be said."""

    metric: str
    scope: Scope
    kind: str  # a letter, `live`, or a rolling length such as r7 or r10m
    start: int
    end: int
    value: Value
    revision: int = 1
    is_final: bool = False
    is_history: bool = False
    parts: dict[str, Any] | None = None
    first_offset: int | None = None
    last_offset: int | None = None


class RowWriter:
    """Writes the rows of one shop."""

    def __init__(self, shop_id: str, calendar: Calendar, source: str = "/analyzer") -> None:
        """Rows carry the shop's offset in their windows; `source` is the envelope's producer."""
        self.shop_id, self.calendar, self.source = shop_id, calendar, source
        self._texts: dict[int, str] = {}

    def line(self, figure: Figure, at: int) -> bytes:
        """The line of a figure said at an epoch second of the source's time."""
        kind = KIND_NAMES.get(figure.kind, "rolling")
        parts = figure.parts
        if kind == "rolling":
            parts = {"length": figure.kind, **(parts or {})}
        start = self.text(figure.start)
        scope = {"shop_id": self.shop_id, **dict(figure.scope)}
        named = figure.kind if kind == "rolling" else kind
        data = self._data(figure, kind, start, scope, parts)
        return _encode(
            {
                "specversion": "1.0",
                "id": metric_row_id(figure.metric, scope, named, start, figure.revision, figure.is_final),
                "source": self.source,
                "type": "metric.rolled",
                "time": utc_text(at * 1_000_000),
                "shopid": self.shop_id,
                "data": data,
            }
        )

    def _data(
        self, figure: Figure, kind: str, start: str, scope: dict[str, str], parts: dict[str, Any] | None
    ) -> dict[str, Any]:
        known, value = CATALOGUE[figure.metric], figure.value
        optional = {
            "value": value.shown,
            "numerator": value.numerator if value.denominator is not None else None,
            "denominator": value.denominator,
            "is_history": figure.is_history or None,
            "null_reason": value.null_reason,
            "parts": parts,
            "from_offset": figure.first_offset,
            "to_offset": figure.last_offset,
        }
        return {
            "metric": figure.metric,
            "metric_zh": known.zh,
            "scope": scope,
            "window": {"kind": kind, "start": start, "end": self.text(figure.end)},
            **{name: field for name, field in optional.items() if field is not None},
            "unit": known.unit,
            "basis": "stream",
            "is_final": figure.is_final,
            "revision": figure.revision,
        }

    def text(self, second: int) -> str:
        """An epoch second as text with the shop's offset."""
        known = self._texts.get(second)
        if known is None:
            if len(self._texts) > 50_000:
                self._texts.clear()
            known = self._texts[second] = self.calendar.local(second).isoformat()
        return known
