"""An event's text as JSON: the usual one fast, whatever looks odd by the contracts' own exact reader."""

import msgspec

from services.contracts.reading import scan

_decoder = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder()


def parse(text: bytes) -> object:
    """The JSON value of a text; raises Refused, or leaves it to `read` to refuse, exactly as `scan` does."""
    try:
        value = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return scan(text)
    return value if _names_once(text, value) else scan(text)


def _names_once(text: bytes, value: object) -> bool:
    """Whether no object in a text surely names a member twice.

    A member shows as `":` and so does a `":` inside a text. Parsing drops repeated members, writing brings back
    every other `":`: where both have as many, none was dropped. Odd spellings of either are not judged here.
    """
    if b" :" in text or b"\t:" in text or b"\n:" in text or b"\r:" in text or b"\\u0022" in text:
        return False
    return text.count(b'":') == _encoder.encode(value).count(b'":')
