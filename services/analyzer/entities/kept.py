"""The entities of a numerous kind: whoever nothing is heard of is held as bytes, and opened when somebody asks.

A customer who has gone takes a seventh of the memory as bytes, and comes back from a checkpoint without being decoded.
It is held as what was written of it last: whoever changes an entity has it written, or mends it as after a restore.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import msgspec

MOST_OPEN = 50_000  # entities of a kind that are held open, however lately somebody has asked for them (P)
_pack = msgspec.msgpack.Encoder().encode


class Kept(MutableMapping[str, Any]):
    """Entities by name; `rest` packs those that were not heard of for `resting` seconds."""

    def __init__(
        self,
        kind: type[Any],
        resting: int,
        pack: Callable[[Any], bytes] = _pack,
        unpack: Callable[[bytes], Any] | None = None,
    ) -> None:
        """Nobody yet; `pack` and `unpack` where the kind is stored in another form than it is held."""
        self.pack = pack
        self._open = unpack or msgspec.msgpack.Decoder(kind).decode
        self._resting = resting
        self._held: dict[str, Any] = {}
        self._touched: OrderedDict[str, int] = OrderedDict()  # the open ones, heard of longest ago first
        self._written: dict[str, bytes] = {}  # of the open ones, what is stored
        self._now = 0
        self.mend: Callable[[Any], None] = _as_it_is  # what was not written follows from what was (memory)

    def get(self, name: str, default: Any = None) -> Any:
        """An entity, opened."""
        found = self._held.get(name, default)
        return self._opened(name, found) if type(found) is bytes else found

    def __getitem__(self, name: str) -> Any:
        """An entity, opened."""
        found = self._held[name]
        return self._opened(name, found) if type(found) is bytes else found

    def __setitem__(self, name: str, entity: Any) -> None:
        """One more, or another one."""
        self._held[name] = entity
        self._written.pop(name, None)
        self.touch(name)

    def __delitem__(self, name: str) -> None:
        """Forget one."""
        del self._held[name]
        self._written.pop(name, None)
        self._touched.pop(name, None)

    def __contains__(self, name: object) -> bool:
        """Whether there is one of this name; nothing is opened."""
        return name in self._held

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._held)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._held)

    def take(self, name: str, body: bytes) -> None:
        """Take over one as it was stored."""
        self._held[name] = body
        self._written.pop(name, None)
        self._touched.pop(name, None)

    def bodies(self) -> Iterator[tuple[str, bytes]]:
        """All of them as bytes; nothing is opened."""
        for name, held in list(self._held.items()):
            yield name, held if type(held) is bytes else self.pack(held)

    def glimpse(self, glimpse: type[Any]) -> Iterator[tuple[str, Any]]:
        """All of them by name: the open ones, and of the others what a struct with some of their fields holds."""
        look = msgspec.msgpack.Decoder(glimpse).decode
        for name, held in list(self._held.items()):
            yield name, look(held) if type(held) is bytes else held

    def each(self) -> Iterator[tuple[str, Any]]:
        """All of them in the order of their names, for a look: what is done to one that was not open is lost."""
        for name in sorted(self._held):
            held = self._held[name]
            yield name, self._mended(held) if type(held) is bytes else held

    def naming(self, text: str) -> Iterator[tuple[str, Any]]:
        """Those that are open, and for a look those of the others whose bytes hold a text."""
        wanted = text.encode()
        for name, held in list(self._held.items()):
            if type(held) is not bytes:
                yield name, held
            elif wanted in held:
                yield name, self._mended(held)

    def touch(self, name: str) -> None:
        """One was heard of."""
        self._touched[name] = self._now
        self._touched.move_to_end(name)

    def written(self, name: str, body: bytes) -> None:
        """One was heard of, and is stored as it is now."""
        self._written[name] = body
        self.touch(name)

    def rest(self, now: int) -> None:
        """Pack whoever was not heard of until an epoch second of any clock that runs on."""
        if not self._now:  # until the first checkpoint no moment was known: who was touched is heard of now
            self._touched = OrderedDict.fromkeys(self._touched, now)
        self._now = max(self._now, now)
        touched, before = self._touched, self._now - self._resting
        while touched:
            name, at = next(iter(touched.items()))
            if at >= before and len(touched) <= MOST_OPEN:
                return
            del touched[name]
            self._held[name] = self._written.pop(name, None) or self.pack(self._held[name])

    def _opened(self, name: str, body: bytes) -> Any:
        entity = self._held[name] = self._mended(body)
        self._written[name] = body
        self.touch(name)
        return entity

    def _mended(self, body: bytes) -> Any:
        entity = self._open(body)
        self.mend(entity)
        return entity


def _as_it_is(entity: Any) -> None:
    return
