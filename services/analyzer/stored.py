"""The keys of stored items: which shop, kind and name they speak of, read as cheaply as a million of them need."""

from collections.abc import Mapping

import msgspec

from services.analyzer.deltas import Scope
from services.analyzer.panes import PaneKey, Window

_scope = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_window = msgspec.json.Decoder(tuple[str, str, str, str, int]).decode
_chunk = msgspec.json.Decoder(tuple[str, str, str, str, int, tuple[tuple[str, str], ...], str, int]).decode
_shop = msgspec.json.Decoder(str).decode


def by_shop(items: Mapping[bytes, bytes]) -> dict[str, dict[bytes, bytes]]:
    """Stored items by the shop that they belong to; the partition's own are left out."""
    found: dict[bytes, dict[bytes, bytes]] = {}
    for key, body in items.items():
        head = key[1 : key.index(b'","') + 1]  # a quotation mark inside of the shop's id is an escaped one
        own = found.get(head)
        if own is None:
            own = found[head] = {}
        own[key] = body
    found.pop(b'""', None)
    return {_shop(head): own for head, own in found.items()}


class Keys:
    """The keys of one shop; windows and scopes that come again are the same objects."""

    def __init__(self, shop_id: str) -> None:
        """No key was read yet."""
        self._start = len(msgspec.json.encode((shop_id,))) + 1
        self._windows: dict[bytes, Window] = {}
        self._scopes: dict[bytes, Scope] = {}

    def kind(self, key: bytes) -> str:
        """What an item is: a pane, members of one, an entity of a kind."""
        return key[self._start : key.index(b'"', self._start)].decode()

    def name(self, key: bytes) -> str:
        """The name of an entity."""
        name: str = msgspec.json.decode(key[key.index(b'"', self._start) + 2 : -1])
        return name

    def pane(self, key: bytes) -> tuple[Window, Scope]:
        """The window and the scope of a pane."""
        cut = key.index(b",[", self._start)
        window = self._windows.get(key[:cut])
        if window is None:
            window = self._windows[key[:cut]] = _window(key[:cut] + b"]")[2:]
        scope = self._scopes.get(key[cut + 1 : -1])
        if scope is None:
            scope = self._scopes[key[cut + 1 : -1]] = _scope(key[cut + 1 : -1])
        return window, scope

    def members(self, key: bytes) -> tuple[PaneKey, str, int]:
        """The pane, the measure and the number of a chunk of members."""
        _, _, family, kind, start, scope, measure, index = _chunk(key)
        return PaneKey(family, kind, start, scope), measure, index
