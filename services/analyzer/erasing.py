"""Takes a person's id out of everything that is kept of a shop; no sum and no count changes."""

from typing import Any

import msgspec

from services.analyzer.entities.kinds import ENTITIES, bodies, take
from services.analyzer.hearing.memory import index_persons
from services.analyzer.members import Members
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.renaming import Renaming
from services.analyzer.shop import Shop

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder().decode


def erase(shop: Shop, renaming: Renaming) -> None:
    """Rename a person in entities, windows and notes; what was written of the old name is dropped."""
    shop.settle()
    shop.windows.settle()
    for kind in ENTITIES:
        _rename_entities(shop, kind, renaming)
    for key in list(shop.windows.book.panes):
        _rename_pane(shop, key, renaming)
    index_persons(shop)


def _rename_entities(shop: Shop, kind: str, renaming: Renaming) -> None:
    entities = shop.entities[kind]
    for name, body in bodies(entities):
        if not renaming.is_in(name) and not renaming.may_be_in(body):
            continue
        del entities[name]
        shop.mark(kind, name)
        renamed = renaming.text(name)
        take(entities, kind, renamed, _pack(renaming.tree(_unpack(body))))
        shop.mark(kind, renamed)


def _rename_pane(shop: Shop, key: PaneKey, renaming: Renaming) -> None:
    scope = tuple((name, renaming.text(value)) for name, value in key.scope)
    held = shop.windows.book.windows[key[:3]][key.scope]
    if isinstance(held, bytes) and scope == key.scope and not renaming.may_be_in(held):
        return
    pane = shop.windows.book.panes[key]
    if scope != key.scope:
        _move(shop, key, pane, key._replace(scope=scope))
        key = key._replace(scope=scope)
    is_changed = False
    for members in pane.members.values():
        is_changed |= _rename_members(members, renaming)
    for names in (pane.sums, pane.said):
        is_changed |= _rename_names(names, renaming)
    if is_changed:
        shop.windows.mark(key)


def _move(shop: Shop, key: PaneKey, pane: Pane, to: PaneKey) -> None:
    """The window of a single buyer goes on under the new name; what it has said is not said again."""
    windows = shop.windows
    is_changed = key in windows.changed
    shop.speaker.forget(key)
    for measure, chunks in windows.move(key, to).items():
        for index in range(chunks):
            shop.mark("members", (key, measure, index))
    windows.mark(key)
    windows.mark(to)
    if is_changed:
        windows.changed.add(to)
    if to.kind != "t":
        windows.resume(to, pane)


def _rename_members(members: Members, renaming: Renaming) -> bool:
    found = [member for member in members.held if renaming.is_in(member)]
    for member in found:
        members.rename(member, renaming.text(member))
    return bool(found)


def _rename_names(named: dict[str, Any], renaming: Renaming) -> bool:
    found = [name for name in named if renaming.is_in(name)]
    for name in found:
        named[renaming.text(name)] = named.pop(name)
    return bool(found)
