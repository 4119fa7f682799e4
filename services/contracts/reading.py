"""A parsed JSON object becomes a typed event, or is refused with reason and path (events.md E0-E2).

What needs a clock, a shop or a key (`unknown_shop`, `currency_mismatch`, `time_in_future`, `too_large`) is ingest's.
"""

import math
import re
from typing import Any, NamedTuple

import msgspec

from services.contracts.checks import check
from services.contracts.refusal import Refused, Spoiled
from services.contracts.registry import EVENTS, Event
from services.contracts.scanning import HUGE, scan
from services.contracts.shapes import judge, shape_of
from services.contracts.vocabulary import RejectReason

__all__ = ["NESTING_MAX", "VERSION", "Refused", "read", "scan"]

VERSION = 1
NESTING_MAX = 32
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NO_URI_REFERENCE = re.compile(r'[\s\x00-\x20\x7f"<>\\^`{|}]')
_NULL_IS_ABSENT = ("history", "dataversion")  # the attributes whose default is a value
_AT = " - at `"
_MISSING = re.compile(r"Object missing required field `([^`]+)`")


class _Trouble(NamedTuple):
    reason: RejectReason
    message: str
    path: str = ""

    def within(self, step: str) -> "_Trouble":
        if not self.path or self.path.startswith("["):
            return self._replace(path=step + self.path)
        return self._replace(path=f"{step}.{self.path}")


def read(obj: object) -> Event:
    """The typed event of a JSON value; Refused otherwise, never another error.

    The object is brought into the form in which it is stored: ids are trimmed in place, two nulls are dropped.
    Members that the contract does not name stay in it untouched.
    """
    if not isinstance(obj, dict):
        raise Refused("not_cloudevent", "", "an event is a JSON object")
    trouble = _trouble(obj, 0)
    if trouble is not None:
        raise Refused(trouble.reason, trouble.path, trouble.message)
    event_type = _envelope(obj)
    kind = EVENTS[event_type]
    for name in _NULL_IS_ABSENT:
        if obj.get(name, "") is None:
            del obj[name]
    judge(obj, shape_of(kind))
    try:
        event: Any = msgspec.convert(obj, kind)
    except msgspec.ValidationError as error:
        raise _refused(str(error)) from None
    violation = check(event)
    if violation is not None:
        raise Refused(*violation)
    return event  # type: ignore[no-any-return]


def _trouble(node: object, depth: int) -> _Trouble | None:
    """What no event may hold anywhere, in named members or others: odd numbers, odd text, repeats, depth."""
    if isinstance(node, str):  # the quickest look first: neither NUL nor surrogates are printable
        return None if node.isprintable() else _odd(node)
    if isinstance(node, dict | list):
        return _within(node, depth + 1)
    return None if node is None else _odd(node)


def _odd(value: object) -> _Trouble | None:
    if isinstance(value, str):
        if "\x00" in value or _SURROGATE.search(value):
            return _Trouble("bad_text", "text holds no NUL and is valid Unicode")
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else _Trouble("bad_number", "not a finite number")
    if isinstance(value, int):
        return None if -HUGE < value < HUGE else _Trouble("field_range", "a number out of range")
    return _Trouble("field_type", "not a JSON value")


def _within(node: dict[str, object] | list[object], depth: int) -> _Trouble | None:
    if depth > NESTING_MAX:
        return _Trouble("too_large", f"nested deeper than {NESTING_MAX} levels")
    if isinstance(node, Spoiled):
        return _Trouble(node.reason, node.message, node.member)
    return _in_list(node, depth) if isinstance(node, list) else _in_object(node, depth)


def _in_list(values: list[object], depth: int) -> _Trouble | None:
    for index, value in enumerate(values):
        if (found := _trouble(value, depth)) is not None:
            return found.within(f"[{index}]")
    return None


def _in_object(members: dict[str, object], depth: int) -> _Trouble | None:
    for name, value in members.items():
        if not name.isprintable() and _odd(name) is not None:
            return _Trouble("bad_text", "a name holds no NUL and is valid Unicode")
        if (found := _trouble(value, depth)) is not None:
            return found.within(name)
    return None


def _envelope(obj: dict[str, Any]) -> str:
    """The event's name, from an envelope that is one of ours."""
    if obj.get("specversion") != "1.0":
        raise Refused("not_cloudevent", "specversion", 'specversion is "1.0"')
    if obj.get("data_base64") is not None:
        raise Refused("not_cloudevent", "data_base64", "data is a JSON object, not base64")
    content = obj.get("datacontenttype")
    if isinstance(content, str) and content.split(";")[0].strip().lower() != "application/json":
        raise Refused("not_cloudevent", "datacontenttype", "data is application/json")
    source = obj.get("source")
    if isinstance(source, str) and _NO_URI_REFERENCE.search(source):
        raise Refused("field_type", "source", "source is a URI-reference such as /s1/storefront")
    event_type = obj.get("type")
    if event_type is None:
        raise Refused("field_missing", "type", "required")
    if not isinstance(event_type, str):
        raise Refused("field_type", "type", "a text")
    if event_type not in EVENTS:
        raise Refused("unknown_type", "type", "no event of the contract")
    version = obj.get("dataversion")
    if isinstance(version, int) and not isinstance(version, bool) and version != VERSION:
        raise Refused("unknown_version", "dataversion", f"known is version {VERSION}")
    return event_type


def _refused(said: str) -> Refused:
    """Msgspec's sentence as reason, path and words that repeat no value."""
    at = said.rfind(_AT)
    what, path = (said, "") if at < 0 else (said[:at], said[at + len(_AT) :].rstrip("`"))
    path = path.removeprefix("$").removeprefix(".")
    missing = _MISSING.match(what)
    if missing is not None:
        name = missing.group(1)
        return Refused("field_missing", f"{path}.{name}" if path else name, "required")
    if what.startswith("Invalid enum value"):
        return Refused("field_enum", path, "not one of the values of this field")
    if what.endswith("got `null`"):
        return Refused("field_missing", path, "required")
    if ", got `" in what or what.startswith("Invalid ") or "timezone component" in what:
        return Refused("field_type", path, what)
    return Refused("field_range", path, what)
