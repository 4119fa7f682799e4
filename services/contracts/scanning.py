"""From bytes to JSON values, so that what is wrong with one event of a body is found when that event is read.

Python's reader is used for this once: it alone shows repeated members. NaN, infinities and lone surrogates are let
through here as values and refused by `reading.read`, each for its own event.
"""

import json
import re
from collections.abc import Iterator

from services.contracts.refusal import Refused, Spoiled

DIGITS_MAX = 400
HUGE: int = 10**DIGITS_MAX  # stands for every whole number with more digits: reading refuses it
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)
_TOO_DEEP = "nested too deeply"


def scan(raw: bytes) -> object:
    """The JSON value of a body; Refused `not_json` or, for a single value, `too_large` (nested too deeply).

    Bytes that are no UTF-8 become lone surrogates, which reading refuses as `bad_text` where they stand.
    """
    text = raw.decode("utf-8", "surrogateescape")
    try:
        return _parse(text)
    except RecursionError:
        return _parse_parts(text)


def _parse(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_members)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        raise Refused("not_json", "", message) from None
    except ValueError:  # more digits than Python turns into a number
        return json.loads(text, object_pairs_hook=_members, parse_int=_whole)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return Spoiled.of(members, "repeated_member", name, "this member is named twice")


def _whole(digits: str) -> int:
    if len(digits) <= DIGITS_MAX:
        return int(digits)
    return -HUGE if digits.startswith("-") else HUGE


def _parse_parts(text: str) -> object:
    """An array with elements nested too deeply: only those are spoiled."""
    if not text.lstrip(" \t\r\n").startswith("["):
        raise Refused("too_large", "", _TOO_DEEP)
    return [_parse_part(part) for part in _parts(text)]


def _parse_part(part: str) -> object:
    try:
        return _parse(part)
    except RecursionError:
        return Spoiled.of({}, "too_large", "", _TOO_DEEP)


def _parts(text: str) -> Iterator[str]:
    """The texts of an array's elements; Refused `not_json` where the brackets do not match."""
    depth, start, end = 0, 0, -1
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "[{":
            depth += 1
            start = token.end() if depth == 1 else start
        elif mark in "]}":
            depth -= 1
        is_end = depth == 0
        if is_end or (mark == "," and depth == 1):
            yield text[start : token.start()]
            start = token.end()
        if is_end:
            end = token.end()
            break
    if end < 0 or text[end:].strip(" \t\r\n"):
        raise Refused("not_json", "", "not JSON: the brackets do not match")
