"""CloudEvents binary mode: the attributes travel as `ce-` headers, the body is `data`; here both become one text."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import msgspec

PREFIX = "ce-"
_FLAGS = {"true": True, "false": False}


def is_binary(headers: Mapping[str, str]) -> bool:
    """Whether a request carries an event's attributes in its headers."""
    return f"{PREFIX}specversion" in headers


def binary_event(headers: Mapping[str, str], body: bytes) -> bytes:
    """The event in structured form; what is wrong with it is found when it is judged."""
    attributes = {
        name.removeprefix(PREFIX): _value(name.removeprefix(PREFIX), unquote(value))
        for name, value in headers.items()
        if name.startswith(PREFIX)
    }
    content_type = headers.get("content-type")
    if content_type:
        attributes["datacontenttype"] = content_type
    return msgspec.json.encode(attributes)[:-1] + b',"data":' + (body or b"null") + b"}"


def _value(name: str, text: str) -> Any:
    """Headers are texts; two attributes of ours have another type."""
    if name == "dataversion" and text.isdecimal() and len(text) < 10:
        return int(text)
    return _FLAGS.get(text, text) if name == "history" else text
