"""The state of a shop as items: what a checkpoint writes of it, and how it comes back."""

from collections.abc import Mapping
from typing import Any

import msgspec

from services.analyzer.about import About
from services.analyzer.entities.kinds import take
from services.analyzer.hearing.memory import remember_again
from services.analyzer.hearing.pages import remember_closed
from services.analyzer.members import Members
from services.analyzer.packing import pack, sets_apart
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

    def write(self, items: dict[bytes, bytes]) -> None:
        """Put the items marked since the last call among others; marks of what no longer exists become drops."""
        self.shop.windows.settle()
        self.shop.windows.turn()
        self._write_panes(items)
        self._write_others(items)
        self.dropped = {key for key in self.dropped if key not in items}

    def take_dropped(self) -> list[bytes]:
        """The keys dropped since the last call, in canonical order."""
        dropped, self.dropped = sorted(self.dropped), set()
        return dropped

    def _write_panes(self, items: dict[bytes, bytes]) -> None:
        """The marked panes; those at rest are packed away, as what they were written as."""
        book, shop_id = self.shop.windows.book, self.shop.shop_id
        for key, marked in self.shop.windows.take_marks().items():
            if isinstance(marked, bytes):
                self._put(items, _key((shop_id, "pane", *key)), marked)
                continue
            pane = book.get(key) if marked is None else marked
            if pane is None:
                self._drop(_key((shop_id, "pane", *key)))
                continue
            apart = sets_apart(pane)
            body = pack(pane, apart)
            if not pane.name:
                pane.name = _key((shop_id, "pane", *key))
            self._put(items, pane.name, body)
            for measure, members in apart:
                self._write_members(items, (key, measure), members)
            if pane.is_closed and not pane.is_pending and not apart:
                book.put_away(pane, body)
        book.pack()

    def _write_members(self, items: dict[bytes, bytes], place: tuple[PaneKey, str], members: Members) -> None:
        for index, stored in members.stored():
            key = self._chunk(*place, index)
            if stored is None:
                self._drop(key)
            else:
                self._put(items, key, _pack(stored))

    def _write_others(self, items: dict[bytes, bytes]) -> None:
        """What else is marked; the entities of numerous kinds that nobody needs open are packed away."""
        shop, now = self.shop, max(self.shop.clock.tick, self.shop.clock.arrived)
        for kind, marks in shop.take_marks().items():
            if kind == "about":
                self._put(items, _key((shop.shop_id, "about")), _pack(shop.about))
            elif kind == "members":
                for pane, measure, index in marks:
                    self._drop(self._chunk(pane, measure, index))
            else:
                self._write_entities(items, kind, marks)
        remember_closed(shop)
        for kept in shop.kept.values():
            kept.rest(now)

    def _write_entities(self, items: dict[bytes, bytes], kind: str, marks: Mapping[str, Any]) -> None:
        shop_id, entities, kept = self.shop.shop_id, self.shop.entities[kind], self.shop.kept.get(kind)
        pack = _pack if kept is None else kept.pack
        for name, marked in marks.items():
            key = _key((shop_id, kind, name))
            entity = entities.get(name) if marked is None else marked
            if entity is None:
                self._drop(key)
                continue
            body = pack(entity)
            self._put(items, key, body)
            if kept is not None:
                kept.written(name, body)

    def _chunk(self, pane: PaneKey, measure: str, index: int) -> bytes:
        return _key((self.shop.shop_id, "members", *pane, measure, index))

    def _put(self, items: dict[bytes, bytes], key: bytes, body: bytes) -> None:
        if len(body) <= PART_BYTES:
            items[key] = body
            if key in self._parts:
                self._keep_parts(key, 1)
            return
        parts = -(-len(body) // PART_BYTES)
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
