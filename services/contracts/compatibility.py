"""Whether a contract changed by adding only: what in a new JSON Schema breaks those who speak by the old one.

Each rule asks: could a producer, a stored event or a consumer that was right under the old schema be wrong now?
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

# Bounds that must not move up, and bounds that must not move down.
_FLOORS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_CEILINGS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_MEANING = ("default", "x-class", "x-key")


def breaks(old: Schema, new: Schema) -> list[str]:
    """A sentence for each edit that breaks the old schema; empty when the new one only adds."""
    return list(_compare(old, new, old, new, ""))


def _compare(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> Iterator[str]:
    where = path or "the event"
    yield from _changed_meaning(old, new, where)
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if "anyOf" in old or "anyOf" in new:
        yield from _alternatives(old, new, old_root, new_root, path)
        return
    if _kind(old) != _kind(new):
        yield f"{where}: was {_kind(old)}, is {_kind(new)}"
        return
    yield from _values(old, new, where)
    yield from _bounds(old, new, where)
    if "items" in old and "items" in new:
        yield from _compare(old["items"], new["items"], old_root, new_root, f"{path}[]")
    yield from _members(old, new, old_root, new_root, path)


def _alternatives(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> Iterator[str]:
    """Each old alternative needs a new one of its kind, and no reader is surprised by another kind."""
    asked, offered = _by_kind(old, old_root), _by_kind(new, new_root)
    where = path or "the event"
    for kind, schema in asked.items():
        if kind not in offered:
            yield f"{where}: may no longer be {kind}"
        else:
            yield from _compare(schema, offered[kind], old_root, new_root, path)
    yield from (f"{where}: may now be {kind}" for kind in offered if kind not in asked)


def _by_kind(schema: Schema, root: Schema) -> dict[str, Schema]:
    schema = _resolved(schema, root)
    if "anyOf" not in schema:
        return {_kind(schema): schema}
    found: dict[str, Schema] = {}
    for one in schema["anyOf"]:
        found |= _by_kind(one, root)
    return found


def _members(old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name, schema in before.items():
        inner = f"{path}.{name}" if path else name
        if name not in after:
            yield f"{inner}: was removed or renamed"
        else:
            yield from _compare(schema, after[name], old_root, new_root, inner)
    wanted, wants = set(old.get("required", ())), set(new.get("required", ()))
    yield from (f"{path}{'.' if path else ''}{name}: is now required" for name in sorted(wants - wanted))
    gone = sorted((wanted - wants) & set(after))
    yield from (f"{path}{'.' if path else ''}{name}: is no longer sure to be there" for name in gone)


def _values(old: Schema, new: Schema, where: str) -> Iterator[str]:
    before, after = _allowed(old), _allowed(new)
    if after is None:
        return
    if before is None:
        yield f"{where}: now takes only some values"
        return
    for value in sorted(before - after, key=str):
        yield f"{where}: no longer takes {value!r}"


def _bounds(old: Schema, new: Schema, where: str) -> Iterator[str]:
    for name in _FLOORS:
        if name in new and (name not in old or new[name] > old[name]):
            yield f"{where}: {name} was {old.get(name, 'not set')}, is {new[name]}"
    for name in _CEILINGS:
        if name in new and (name not in old or new[name] < old[name]):
            yield f"{where}: {name} was {old.get(name, 'not set')}, is {new[name]}"
    if old.get("pattern") != new.get("pattern") or old.get("format") != new.get("format"):
        yield f"{where}: its form was changed"


def _changed_meaning(old: Schema, new: Schema, where: str) -> Iterator[str]:
    for name in _MEANING:
        if name in old and old[name] != new.get(name):
            yield f"{where}: {name} was {old[name]}, is {new.get(name)}"


def _allowed(schema: Schema) -> set[Any] | None:
    if "const" in schema:
        return {schema["const"]}
    return set(schema["enum"]) if "enum" in schema else None


def _kind(schema: Schema) -> str:
    if "type" in schema:
        return str(schema["type"])
    allowed = _allowed(schema)
    if allowed is None:
        return "anything"
    return "null" if allowed == {None} else "string"


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema
