"""A request body cut into its events: one object, an array, or lines, each judged alone (events.md E1, E2)."""

import re
from enum import Enum

import msgspec

_RAW_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["\[\]{},]', re.DOTALL)
_BLANK = b" \t\r\n"


class Shape(Enum):
    """How a body holds its events."""

    any = "any"
    one = "one"
    array = "array"
    lines = "lines"


SHAPES = {
    "": Shape.any,
    "application/json": Shape.any,
    "text/json": Shape.any,
    "text/plain": Shape.any,
    "application/x-www-form-urlencoded": Shape.any,  # what curl -d sends when nobody says otherwise
    "application/cloudevents+json": Shape.one,
    "application/cloudevents-batch+json": Shape.array,
    "application/x-ndjson": Shape.lines,
    "application/ndjson": Shape.lines,
    "application/jsonl": Shape.lines,
    "application/x-jsonlines": Shape.lines,
}


class NotReadable(Exception):
    """A body that cannot be cut into events; the sentence says why."""


class TooMany(Exception):
    """More events than a batch may hold."""


def media_type(content_type: str) -> str:
    """`application/json; charset=utf-8` -> `application/json`."""
    return content_type.partition(";")[0].strip().lower()


def cut(body: bytes, shape: Shape, most: int) -> list[bytes]:
    """The text of each event; raises NotReadable or TooMany. What is inside an event is not looked at."""
    text = body.strip(_BLANK)
    if shape is Shape.any:
        shape = _guess(text)
    if shape is Shape.lines:
        return _counted([line for raw in text.split(b"\n") if (line := raw.strip(_BLANK))], most)
    if shape is Shape.one:
        return [text]
    if not text.startswith(b"["):
        raise NotReadable("This content type holds a JSON array of events.")
    return _counted(_elements(text, most), most)


def _guess(text: bytes) -> Shape:
    if text.startswith(b"["):
        return Shape.array
    first, newline, _ = text.partition(b"\n")
    return Shape.lines if newline and first.rstrip(_BLANK).endswith(b"}") else Shape.one


def _elements(text: bytes, most: int) -> list[bytes]:
    """The elements of an array; the exact decoder first, the tolerant one where a bad element stops it."""
    try:
        return [bytes(element) for element in _RAW_ARRAY.decode(text)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _elements_around_bad_ones(text, most)


def _elements_around_bad_ones(text: bytes, most: int) -> list[bytes]:
    """Cut at the commas of the outer array only, so that NaN or a broken text harms no neighbour."""
    depth, start, found = 0, 1, list[bytes]()
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == b'"':
            break
        if sign in {b"[", b"{"}:
            depth += 1
        elif sign == b"," and depth == 1:
            found.append(text[start : token.start()].strip(_BLANK))
            start = token.end()
        elif sign in {b"]", b"}"}:
            depth -= 1
        if depth == 0:
            return _closed(found, text, start, token.end())
        if len(found) > most:
            raise TooMany
    raise NotReadable("The array does not end: a bracket or a quotation mark is missing.")


def _closed(found: list[bytes], text: bytes, start: int, end: int) -> list[bytes]:
    if end != len(text) or not text.endswith(b"]"):
        raise NotReadable("Something follows the array.")
    return [*found, text[start : end - 1].strip(_BLANK)]


def _counted(events: list[bytes], most: int) -> list[bytes]:
    if len(events) > most:
        raise TooMany
    return events
