"""Metric rows as bytes: one `metric.rolled` event a line, the same bytes for the same figures (events.md E12)."""

from functools import cache, lru_cache
from typing import Any, NamedTuple

import msgspec

from services.analyzer.deltas import Scope
from services.analyzer.moments import Calendar, utc_text
from services.analyzer.values import Value
from services.contracts.metrics import CATALOGUE, row_id, scope_names

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
CACHED = 50_000
_TRUE = {True: "true", False: "false"}
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


def to_date(figure: Figure, since: int) -> Figure:
    """The same figure as one that has run since a moment and runs on."""
    return figure._replace(kind="t", start=since, revision=1, is_final=False)


class RowWriter:
    """Writes the rows of one shop; whatever repeats from row to row is encoded once."""

    def __init__(self, shop_id: str, calendar: Calendar, source: str = "/analyzer") -> None:
        """Rows carry the shop's offset in their windows; `source` is the envelope's producer."""
        self.shop_id, self.calendar = shop_id, calendar
        self._texts: dict[int, str] = {}
        self._scopes: dict[Scope, tuple[str, str, str]] = {}
        self._head = f'","source":{_json(source)},"type":"metric.rolled","shopid":{_json(shop_id)},"time":"'

    def line(self, figure: Figure, at: int) -> bytes:
        """The line of a figure said at an epoch second of the source's time."""
        kind = KIND_NAMES.get(figure.kind, "rolling")
        start = self.text(figure.start)
        where, digest, scope_text = self._scope(figure.scope)
        named = figure.kind if kind == "rolling" else kind
        name = row_id(figure.metric, where, digest, named, start, figure.revision, figure.is_final)
        parts = _beside(figure, kind)
        return (
            f'{{"specversion":"1.0","id":{_json(name)[:-1]}{self._head}{_utc(at)}","data":{{{_name(figure.metric)}'
            f'"scope":{scope_text},"window":{{"kind":"{kind}","start":"{start}","end":"{self.text(figure.end)}"}}'
            f"{_figures(figure)}{_parts(parts)}}}}}"
        ).encode()

    def _scope(self, scope: Scope) -> tuple[str, str, str]:
        known = self._scopes.get(scope)
        if known is None:
            if len(self._scopes) > CACHED:
                self._scopes.clear()
            named = {"shop_id": self.shop_id, **dict(scope)}
            known = self._scopes[scope] = (*scope_names(named), _json(named))
        return known

    def text(self, second: int) -> str:
        """An epoch second as text with the shop's offset."""
        known = self._texts.get(second)
        if known is None:
            if len(self._texts) > CACHED:
                self._texts.clear()
            known = self._texts[second] = self.calendar.local(second).isoformat()
        return known


def _json(value: Any) -> str:
    return _encode(value).decode()


@lru_cache(4096)
def _utc(second: int) -> str:
    return utc_text(second * 1_000_000)


@cache
def _name(metric: str) -> str:
    known = CATALOGUE[metric]
    return f'"metric":{_json(metric)},"metric_zh":{_json(known.zh)},"unit":"{known.unit}",'


def _beside(figure: Figure, kind: str) -> dict[str, Any] | None:
    """What stands beside the figure: the length of a rolling window, and what its value and whoever says it add."""
    parts = {**(figure.value.beside or {}), **(figure.parts or {})}
    return {"length": figure.kind, **parts} if kind == "rolling" else parts or None


def _parts(parts: dict[str, Any] | None) -> str:
    return "" if parts is None else f',"parts":{_json(parts)}'


def _figures(figure: Figure) -> str:
    """The figure's own fields, each after a comma; what there is not is left out."""
    value = figure.value
    text = f',"basis":"{value.basis}","is_final":{_TRUE[figure.is_final]},"revision":{figure.revision}'
    if value.shown is not None:
        text += f',"value":{value.shown!r}'
    if value.denominator is not None:
        text += f',"numerator":{value.numerator},"denominator":{value.denominator}'
    if value.null_reason is not None:
        text += f',"null_reason":"{value.null_reason}"'
    if value.label is not None:
        text += f',"label":{_json(value.label)}'
    if value.error is not None:
        text += f',"error":{value.error!r}'
    if value.is_provisional:
        text += ',"is_provisional":true'
    if figure.is_history:
        text += ',"is_history":true'
    if figure.first_offset is not None:
        text += f',"from_offset":{figure.first_offset}'
    return text if figure.last_offset is None else f'{text},"to_offset":{figure.last_offset}'
