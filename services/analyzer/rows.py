"""Metric rows as bytes: one `metric.rolled` event a line, the same bytes for the same figures (events.md E12)."""

from functools import cache, lru_cache
from typing import Any, NamedTuple

import msgspec

from services.analyzer.deltas import Scope
from services.analyzer.moments import SECOND, Calendar, utc_text
from services.analyzer.values import Value
from services.contracts.metrics import CATALOGUE, ID_MAX, NO_TEXT, revision_name, row_id, scope_names

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
ROLLING = "rolling"
CACHED = 50_000
WINDOWS = 1_000  # held; the rows of a window are said together
FITS = ID_MAX - 80  # characters of a scope's name with which no id of a short window is too long
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


class OwnSums(NamedTuple):
    """What is said first of a short window of one scope: sums by metric."""

    scope: Scope
    sums: list[tuple[str, int]]
    is_history: bool
    first_offset: int | None


class Sums(NamedTuple):
    """The first final figures of a minute or pulse, of scopes of which there is nothing to say but sums."""

    kind: str
    start: int
    end: int
    last_offset: int
    of_scopes: list[OwnSums]


class _Where(NamedTuple):
    """A scope as rows name it; `is_plain` says that its name is the same text in JSON.

    `fits` is that name where it is plain and so short that ids of short windows hold it.
    """

    name: str
    digest: str
    text: bytes
    is_plain: bool
    fits: bytes | None


class RowWriter:
    """Writes the rows of one shop; whatever repeats from row to row is encoded once."""

    def __init__(self, shop_id: str, calendar: Calendar, source: str = "/analyzer") -> None:
        """Rows carry the shop's offset in their windows; `source` is the envelope's producer."""
        self.shop_id, self.calendar = shop_id, calendar
        self._texts: dict[int, str] = {}
        self._scopes: dict[Scope, _Where] = {}
        self._windows: dict[tuple[str, int, int], tuple[str, str]] = {}
        self._head = f'","source":{_json(source)},"type":"metric.rolled","shopid":{_json(shop_id)},"time":"'
        self._at, self._said = -1, ""

    def line(self, figure: Figure, at: int) -> bytes:
        """The line of a figure said at an epoch second of the source's time."""
        metric, scope, kind, start, end, value, revision, is_final, is_history, parts, first, last = figure
        where = self._scopes.get(scope) or self._scope(scope)
        named, window = self._windows.get((kind, start, end)) or self._window(kind, start, end)
        number, standing = _standing(value.basis, is_final, revision)
        since = self._said if at == self._at else self._since(at)
        name = row_id(metric, where.name, where.digest, named, number)
        text = _value(value)
        if is_history:
            text += ',"is_history":true'
        if first is not None:
            text += f',"from_offset":{first}'
        if last is not None:
            text += f',"to_offset":{last}'
        if value.beside is not None or parts is not None:
            text += _parts(kind, value.beside, parts)
        elif kind not in KIND_NAMES:
            text += _length(kind)
        head = f'{{"specversion":"1.0","id":"{name if where.is_plain else _json(name)[1:-1]}{since}'
        rest = f"{window}{standing}{text}}}}}"
        # The Chinese name stays apart as bytes: text without it is plain ASCII, which is put together much faster.
        return b"".join((head.encode(), _name(metric), where.text, rest.encode()))

    def sums(self, said: Sums, at: int) -> list[bytes]:
        """The lines of sums said at an epoch second of the source's time, each as `line` writes it."""
        kind, start, end, last, of_scopes = said
        named, window = self._windows.get((kind, start, end)) or self._window(kind, start, end)
        revision, standing = _standing("stream", is_final=True, revision=1)
        head = f":{named}:{revision}{self._since(at)}".encode()
        rest = f'{window}{standing},"value":'.encode()
        tail = b',"to_offset":%d}}' % last
        lines = []
        for scope, sums, is_history, first in of_scopes:
            where = self._scopes.get(scope) or self._scope(scope)
            if where.fits is None:
                for metric, number in sums:
                    told = (Value(number), 1, True, is_history, None, first, last)
                    lines.append(self.line(Figure(metric, scope, kind, start, end, *told), at))
                continue
            came = b"" if first is None else b',"from_offset":%d' % first
            ends = b',"is_history":true' + came + tail if is_history else came + tail
            for metric, number in sums:
                begin, name = _begin(metric)
                parts = (begin, where.fits, head, name, where.text, rest, b"%d" % number, ends)
                lines.append(b"".join(parts))
        return lines

    def _since(self, at: int) -> str:
        if at != self._at:
            self._at, self._said = at, f'{self._head}{utc_text(at * SECOND)}","data":{{'
        return self._said

    def _scope(self, scope: Scope) -> _Where:
        if len(self._scopes) > CACHED:
            self._scopes.clear()
        named = {"shop_id": self.shop_id, **dict(scope)}
        name, digest = scope_names(named)
        is_plain = _json(name) == f'"{name}"'
        fits = name.encode() if is_plain and name != NO_TEXT and len(name) <= FITS else None
        found = self._scopes[scope] = _Where(name, digest, b'"scope":' + _encode(named), is_plain, fits)
        return found

    def _window(self, kind: str, start: int, end: int) -> tuple[str, str]:
        """A window as an id names it, and as a row shows it."""
        if len(self._windows) > WINDOWS:
            self._windows.clear()
        shown, first = KIND_NAMES.get(kind, ROLLING), self.text(start)
        text = f',"window":{{"kind":"{shown}","start":"{first}","end":"{self.text(end)}"}}'
        name = f"{kind if shown == ROLLING else shown}:{first}"
        found = self._windows[kind, start, end] = (name, text)
        return found

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


@cache
def _name(metric: str) -> bytes:
    known = CATALOGUE[metric]
    return f'"metric":{_json(metric)},"metric_zh":{_json(known.zh)},"unit":"{known.unit}",'.encode()


@cache
def _begin(metric: str) -> tuple[bytes, bytes]:
    """How a line of a metric begins, and how it names it."""
    return f'{{"specversion":"1.0","id":"{metric}:'.encode(), _name(metric)


@lru_cache(4096)
def _standing(basis: str, is_final: bool, revision: int) -> tuple[str, str]:
    """Which word on its figure a row is, as an id names it and as the row shows it."""
    shown = f',"basis":"{basis}","is_final":{_TRUE[is_final]},"revision":{revision}'
    return revision_name(revision, is_final), shown


def _value(value: Value) -> str:
    """The fields of the figure itself, each after a comma; what there is not is left out."""
    numerator, denominator, null_reason, label, error, is_provisional, _, _ = value
    shown = numerator if denominator is None and null_reason is None else value.shown
    text = "" if shown is None else f',"value":{shown!r}'
    if denominator is not None:
        text += f',"numerator":{numerator},"denominator":{denominator}'
    if null_reason is not None:
        text += f',"null_reason":"{null_reason}"'
    if label is not None:
        text += f',"label":{_json(label)}'
    if error is not None:
        text += f',"error":{error!r}'
    return f'{text},"is_provisional":true' if is_provisional else text


@cache
def _length(kind: str) -> str:
    return _parts(kind)


def _parts(kind: str, *told: dict[str, Any] | None) -> str:
    """The length of a rolling window, and what the figure's value and whoever says it add."""
    parts: dict[str, Any] = {} if kind in KIND_NAMES else {"length": kind}
    for each in told:
        parts.update(each or {})
    return f',"parts":{_json(parts)}' if parts else ""
