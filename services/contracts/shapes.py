"""Where an event holds ids, decimals, times and days: the forms of E0 that the types alone do not judge."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import msgspec
from msgspec import inspect

from services.contracts.refusal import Refused

FIRST_YEAR, LAST_YEAR = "1970", "2999"  # keeps every later sum of times and days within what a date can hold
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SECONDS_WITH_OFFSET = len("2026-11-20T10:00:00+08:00")
_FINER_THAN_MICROSECONDS = re.compile(r"[.,]\d{6}0*[1-9]")


Form = Callable[[object, str, str], object]


class Slot(NamedTuple):
    """One field that wants a look: how its form is judged, or the shape of the structure in it."""

    name: str
    form: Form | None
    is_list: bool
    inner: "tuple[Slot, ...]"


@cache
def shape_of(struct: type[msgspec.Struct]) -> tuple[Slot, ...]:
    """The fields of a structure that have a form, at any depth."""
    slots = (_slot(field.encode_name, field.type) for field in msgspec.structs.fields(struct))
    return tuple(slot for slot in slots if slot.form is not None or slot.inner)


def judge(node: dict[str, object], shape: tuple[Slot, ...], path: str = "") -> None:
    """Bring ids into their stored form (trimmed, in place) and refuse what breaks the form of its field.

    Values of another type than their field's are left for the types to refuse.
    """
    for name, form, is_list, inner in shape:
        value = node.get(name)
        if value is None:
            continue
        if is_list:
            if type(value) is list:
                _judge_list(value, form, inner, path + name)
        elif form is None:
            if isinstance(value, dict):
                judge(value, inner, f"{path}{name}.")
        elif (new := form(value, path, name)) is not value:
            node[name] = new


def _judge_list(values: list[object], form: Form | None, inner: tuple[Slot, ...], path: str) -> None:
    for index, value in enumerate(values):
        if form is not None:
            values[index] = form(value, path, f"[{index}]")
        elif isinstance(value, dict):
            judge(value, inner, f"{path}[{index}].")


def _id(value: object, path: str, name: str) -> object:
    if type(value) is not str or (value.isprintable() and value[:1] != " " != value[-1:]):
        return value  # of all that is printable only the blank is white
    trimmed = value.strip()
    if _CONTROL.search(trimmed):
        raise Refused("bad_text", path + name, "an id holds no control characters")
    return value if trimmed == value else trimmed


def _decimal(value: object, path: str, name: str) -> object:
    if type(value) is float and round(value, 6) != value:
        raise Refused("field_range", path + name, "a number has at most 6 decimals")
    return value


def _time(value: object, path: str, name: str) -> object:
    if type(value) is str and len(value) > _SECONDS_WITH_OFFSET and _FINER_THAN_MICROSECONDS.search(value):
        raise Refused("field_range", path + name, "a time is given up to microseconds")
    return _day(value, path, name)


def _day(value: object, path: str, name: str) -> object:
    if type(value) is str and not FIRST_YEAR <= value[:4] <= LAST_YEAR and value[:4].isdigit():
        raise Refused("field_range", path + name, f"the year is not between {FIRST_YEAR} and {LAST_YEAR}")
    return value


FORMS: dict[str, Form] = {
    "id": _id,
    "dec": _decimal,
    "time": _time,
    "day": _day,
}


def _slot(name: str, annotation: object) -> Slot:
    form, is_list, inner = _look(inspect.type_info(annotation))
    return Slot(name, form, is_list, inner)


def _look(kind: inspect.Type) -> tuple[Form | None, bool, tuple[Slot, ...]]:
    """The form, whether in a list, and the inner shape of a type."""
    if isinstance(kind, inspect.Metadata):
        return FORMS.get((kind.extra or {}).get("form", "")), False, ()
    if isinstance(kind, inspect.UnionType):
        looks = [_look(one) for one in kind.types]
        return next((look for look in looks if look != (None, False, ())), (None, False, ()))
    if isinstance(kind, inspect.ListType):
        form, _, inner = _look(kind.item_type)
        return form, form is not None or bool(inner), inner
    if isinstance(kind, inspect.StructType):
        return None, False, shape_of(kind.cls)
    return None, False, ()
