"""Which events speak of the same thing: the natural key of each class (events.md E2)."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

import msgspec

from services.contracts.envelope import Envelope
from services.contracts.events.outputs import MetricRolled
from services.contracts.events.structures import Window

_EXTRAS = {"F": (), "R": ("as_of", "revision"), "S": ("effective_from", "revision")}
_ONE_BY_START = frozenset({"live", "to_date"})


def type_of(event: Envelope) -> str:
    """The event's name."""
    return _name(event.__class__)


@cache
def _name(kind: type[Envelope]) -> str:
    return str(kind.__struct_config__.tag)


def natural_key(event: Envelope) -> tuple[str, ...]:
    """The natural key as texts in the order of the contract; an absent field is the empty text.

    For R and S it goes on with `as_of` or `effective_from`, and `revision`. Times are UTC with microseconds;
    keywords are compared trimmed, lower-cased and NFKC-normalised (E1).
    """
    data: Any = event.data  # type: ignore[attr-defined]  # every subclass has it
    names = event.KEY + _EXTRAS[event.CLASS]
    key = tuple(_text(name, getattr(data, name)) for name in names)
    if isinstance(event, MetricRolled) and data.window.kind == "rolling":
        return (*key, str((data.parts or {}).get("length", "")))
    return key


def settings_key(event: Envelope) -> bytes:
    """The key of an S event on the compacted topic: shop, event name and natural key, so that no statement is lost."""
    return msgspec.json.encode([event.shopid, type_of(event), *natural_key(event)])


@lru_cache(10_000)
def keyword_form(keyword: str) -> str:
    """The form in which keywords are compared: trimmed, lower-cased, NFKC."""
    return unicodedata.normalize("NFKC", keyword).strip().lower()


def _text(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Window):
        end = "" if value.kind in _ONE_BY_START else _text("end", value.end)
        return f"{value.kind}|{_text('start', value.start)}|{end}"
    if isinstance(value, Mapping):
        return msgspec.json.encode(value, order="deterministic").decode()
    if name == "keyword" and value is not None:
        return keyword_form(str(value))
    return "" if value is None else str(value)
