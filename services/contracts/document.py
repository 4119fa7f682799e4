"""The event contract as a page for people, written from the types: `docs/events.md`."""

import json
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from services.contracts import fields, registry, topics, vocabulary
from services.contracts.checks import CHECKS
from services.contracts.envelope import Envelope
from services.contracts.events import structures
from services.contracts.snapshots import example
from services.contracts.words import WORDS

_HEAD = """# Events

Everything that a shop tells 店长 (Dianzhang) and everything that it says itself, one heading for each event.
Written from `services/contracts` by `python -m services.contracts`; edit there.

Send events as [CloudEvents 1.0](https://cloudevents.io) in structured JSON to `POST /v1/events`; unknown members are
kept and ignored, `null` equals absent. The JSON Schema of an event is at `GET /v1/schemas/{type}`.
"""

_TYPES: tuple[tuple[Any, str, str], ...] = (
    (fields.Id, "id", "text of 1 to 64 characters after trimming, no control characters, case-sensitive"),
    (fields.Keyword, "keyword", "text of 1 to 100 characters, compared trimmed, lower-cased, NFKC"),
    (fields.Note, "text(300)", ""),
    (fields.Url, "url", "absolute `https` address of at most 500 characters"),
    (fields.ClockTime, "HH:MM", "a time of day, `24:00` allowed"),
    (fields.MonthText, "YYYY-MM", "a month"),
    (fields.Money, "money", "whole number of minor units, 0 to 10^15"),
    (fields.SomeMoney, "money >= 1", ""),
    (fields.SignedMoney, "signed money", "as money, may be negative"),
    (fields.Count, "count", "whole number, 0 to 10^15"),
    (fields.Qty, "qty", "whole number, 1 to 10^9"),
    (fields.Int, "int", "whole number, -10^9 to 10^9"),
    (fields.Revision, "revision", "whole number from 1"),
    (fields.Year, "year", "whole number, 1970 to 2999"),
    (fields.Dec, "dec", "number with at most 6 decimals, magnitude below 10^15"),
    (fields.Figure, "number", "a number that we compute"),
    (fields.Ratio, "ratio", "number from 0 to 1 with at most 6 decimals"),
    (fields.Rating, "dec 0..5", ""),
    (fields.Time, "time", "ISO 8601 with offset or `Z`, up to microseconds"),
    (fields.Day, "date", "`YYYY-MM-DD`, a day in the shop's time zone"),
    (fields.Obj, "obj", "at most 20 free names with scalar values"),
    (bool, "bool", "`true` or `false`"),
    (str, "text", ""),
)
_ENUMS = {
    get_args(getattr(vocabulary, _camel)): name
    for name in WORDS
    for _camel in [name.title().replace("_", "")]
}
_CLASSES = {"F": "fact", "R": "row", "S": "setting"}
_STRUCTURES = ("Line", "Weight", "DayFactor", "SourceDef", "Evidence", "Window")


def document() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_types(), *_envelope(), *_events(), *_reused(), *_enumerations(), *_topics()])


def _types() -> Iterator[str]:
    yield "## Types\n\n| type | rule |\n| --- | --- |"
    yield from (f"| {name} | {rule} |" for _, name, rule in _TYPES if rule)
    yield ""


def _envelope() -> Iterator[str]:
    yield "## Envelope\n"
    yield from _fields(Envelope)
    yield "| `type` | yes | the name of an event of this page |"
    yield "| `data` | yes | what the event says, see below |\n"
    yield "```json\n" + json.dumps(example("order.paid"), ensure_ascii=False) + "\n```\n"


def _events() -> Iterator[str]:
    section = ""
    for name, event in registry.EVENTS.items():
        module = event.__module__.rsplit(".", 1)[-1]
        if module != section:
            section = module
            yield f"## {_title(event)}\n"
        yield from _event(name, event)


def _event(name: str, event: type[Envelope]) -> Iterator[str]:
    zh, _, said = " ".join((event.__doc__ or "").split()).partition(": ")
    yield f"### `{name}` {zh}\n\n{said}\n"
    extra = {"F": (), "R": ("as_of", "revision"), "S": ("effective_from", "revision")}[event.CLASS]
    key = ", ".join(f"`{field}`" for field in event.KEY + extra) or "the shop"
    to = ", ".join(f"`{topic}`" for topic in topics.destinations(name))
    yield f"A {_CLASSES[event.CLASS]}, known by {key}; on {to}.\n"
    checked = "; ".join(one.__name__.strip("_").replace("_", " ") for one in CHECKS.get(name, ()))
    if checked:
        yield f"Checked: {checked}.\n"
    yield from _fields(get_type_hints(event, include_extras=True)["data"])
    yield "\n```json\n" + json.dumps(example(name)["data"], ensure_ascii=False) + "\n```\n"


def _fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    hints = get_type_hints(struct, include_extras=True)
    yield "| field | required | type |\n| --- | --- | --- |"
    for field in msgspec.structs.fields(struct):
        word = _word(hints[field.name])
        if word == "money" and not field.name.endswith("_minor"):  # the two have the same bounds
            word = "count"
        yield f"| `{field.name}` | {'yes' if field.required else ''} | {word} |"


def _word(kind: Any) -> str:
    """A type in the words of the page."""
    known = next((name for alias, name, _ in _TYPES if alias == kind), None)
    if known is not None:
        return known
    origin = get_origin(kind)
    if origin is None:
        return "whole number" if kind is int else f"[{kind.__name__.lower()}](#structures)"
    return _compound(origin, get_args(kind))


def _compound(origin: Any, parts: tuple[Any, ...]) -> str:
    if origin in {UnionType, Union}:
        return " or ".join(_word(one) for one in parts if one is not NoneType)
    if origin is Literal:
        enum = _ENUMS.get(parts)
        return f"[{enum}](#enumerations)" if enum else f"`{parts[0]}`"
    if origin is Annotated:
        return f"{_word(parts[0])} {_limits(parts[1])}"
    return f"list of {_word(parts[0])}"


def _limits(meta: msgspec.Meta) -> str:
    low = next((bound for bound in (meta.ge, meta.min_length) if bound is not None), 0)
    high = next(bound for bound in (meta.le, meta.max_length) if bound is not None)
    return f"{low}..{high}"


def _reused() -> Iterator[str]:
    yield "## Structures\n"
    for name in _STRUCTURES:
        struct = getattr(structures, name)
        yield f"### {name.lower()}\n\n{struct.__doc__}\n"
        yield from _fields(struct)
        yield ""


def _enumerations() -> Iterator[str]:
    yield "## Enumerations\n\n| name | values |\n| --- | --- |"
    for name, rows in WORDS.items():
        yield f"| {name} | {' · '.join(f'`{value}` {zh}' for value, zh, _ in rows)} |"
    yield ""


def _topics() -> Iterator[str]:
    yield "## Topics\n\n| topic | holds | key | written by | read by | kept |\n| --- | --- | --- | --- | --- | --- |"
    for topic in topics.TOPICS:
        kept = "compacted" if topic.retention_ms is None else f"{topic.retention_ms // 86_400_000} days"
        written, read = ", ".join(topic.producers), ", ".join(topic.consumers)
        yield f"| `{topic.name}` | {topic.purpose} | {topic.key} | {written} | {read} | {kept} |"
    yield ""


def _title(event: type[Envelope]) -> str:
    module = __import__(event.__module__, fromlist=["__doc__"])
    return str(module.__doc__).split(" (events.md")[0]
