"""The state of a shop as items: what a checkpoint writes of it, and how it comes back."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from services.analyzer.about import About
from services.analyzer.entities.kinds import take
from services.analyzer.hearing.memory import remember_again
from services.analyzer.packing import pack
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop
from services.analyzer.stored import Keys

PART_BYTES = 400 * 1024  # a larger body is written in parts, each well under the broker's limit of a record
_SPLIT = b"\xc1"  # a byte that begins no MessagePack value: this body goes on in parts
_pack = msgspec.msgpack.Encoder().encode
_key = msgspec.json.Encoder().encode
_about = msgspec.msgpack.Decoder(About).decode
_members = msgspec.msgpack.Decoder(tuple[int, dict[str, int] | bytes]).decode


class ShopState:
    """Writes what of a shop has changed; remembers only how many parts its larger items have."""

    def __init__(self, shop: Shop) -> None:
        """The state of one shop."""
        self.shop = shop
        self.dropped: set[bytes] = set()
        self._parts: dict[bytes, int] = {}

    def changed(self) -> dict[bytes, bytes]:
        """The items marked since the last call; marks of what no longer exists become drops."""
        self.shop.windows.settle()
        self.shop.windows.turn()
        marks, self.shop.marks = self.shop.marks, set()
        items: dict[bytes, bytes] = {}
        for kind, name in marks:
            for key, value in self._stored(kind, name):
                if value is None:
                    self._drop(key)
                    continue
                body = _pack(value)
                if len(body) <= PART_BYTES and key not in self._parts:
                    items[key] = body
                else:
                    self._put(items, key, body)
        self.dropped -= items.keys()
        self._rest(marks)
        return items

    def _rest(self, marks: set[tuple[str, Any]]) -> None:
        """What nobody needs open is packed away."""
        shop = self.shop
        shop.windows.book.pack()
        for kind, name in marks:
            if kind in shop.kept and name in shop.kept[kind]:
                shop.kept[kind].touch(name)
        for kept in shop.kept.values():
            kept.rest(max(shop.clock.tick, shop.clock.arrived))

    def take_dropped(self) -> list[bytes]:
        """The keys dropped since the last call, in canonical order."""
        dropped, self.dropped = sorted(self.dropped), set()
        return dropped

    def _stored(self, kind: str, name: Any) -> Iterator[tuple[bytes, Any]]:
        shop = self.shop
        if kind == "about":
            yield _key((shop.shop_id, "about")), shop.about
        elif kind == "pane":
            yield from self._pane(name)
        elif kind == "members":
            pane, measure, index = name
            yield _key((shop.shop_id, "members", *pane, measure, index)), None
        else:
            yield _key((shop.shop_id, kind, name)), shop.get(kind, name)

    def _pane(self, name: PaneKey) -> Iterator[tuple[bytes, Any]]:
        book, shop_id = self.shop.windows.book, self.shop.shop_id
        pane = book.get(name)
        if pane is None:
            yield _key((shop_id, "pane", *name)), None
            return
        yield _key((shop_id, "pane", *name)), msgspec.Raw(pack(pane))
        book.put_away(pane)
        for measure, members in pane.members.items():
            if members.is_large:
                for index, stored in members.stored():
                    yield _key((shop_id, "members", *name, measure, index)), stored

    def _put(self, items: dict[bytes, bytes], key: bytes, body: bytes) -> None:
        parts = -(-len(body) // PART_BYTES)
        if parts == 1:
            items[key] = body
        else:
            items[key] = _SPLIT + bytes([parts]) + body[:PART_BYTES]
            for part in range(1, parts):
                items[_part(key, part)] = body[part * PART_BYTES : (part + 1) * PART_BYTES]
        self._keep_parts(key, parts)

    def _keep_parts(self, key: bytes, parts: int) -> None:
        before = self._parts.pop(key, 1)
        if parts > 1:
            self._parts[key] = parts
        self.dropped.update(_part(key, part) for part in range(parts, before))

    def _drop(self, key: bytes) -> None:
        self._keep_parts(key, 1)
        self.dropped.add(key)

    def restore(self, items: Mapping[bytes, bytes], tick: int) -> None:
        """Take over the items of a durable checkpoint (the shop's record was read before, it holds the zone)."""
        keys, chunks, book = Keys(self.shop.shop_id), [], self.shop.windows.book
        for key, body in items.items():
            if not key.endswith(b"]"):
                continue
            whole = self._whole(items, key, body) if body.startswith(_SPLIT) else body
            kind = keys.kind(key)
            if kind == "pane":
                book.take(*keys.pane(key), whole)
            elif kind == "members":
                chunks.append((key, whole))
            elif kind != "about":
                take(self.shop.entities[kind], kind, keys.name(key), whole)
        for key, body in chunks:
            self._take_members(*keys.members(key), body)
        remember_again(self.shop, tick)

    def _whole(self, items: Mapping[bytes, bytes], key: bytes, body: bytes) -> bytes:
        self._parts[key] = body[1]
        return body[2:] + b"".join(items[_part(key, part)] for part in range(1, body[1]))

    def _take_members(self, key: PaneKey, measure: str, index: int, body: bytes) -> None:
        """A chunk of a large set, once the panes are there."""
        pane = self.shop.windows.book.get(key)
        if pane is not None:
            pane.count(measure).load(index, *_members(body))


def about_of(items: Mapping[bytes, bytes], shop_id: str) -> About:
    """The record of a shop among its items."""
    body = items.get(_key((shop_id, "about")))
    return About() if body is None else _about(body)


def _part(key: bytes, part: int) -> bytes:
    return key + b"#%d" % part
