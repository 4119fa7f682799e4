"""What things weigh in memory: all that is reachable from an object, each part once, as the allocator rounds it."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from datasketches import hll_sketch

ROUND = 16  # bytes: the allocator's step
SKETCH = 1 << 14  # bytes of a sketch of visitors
LEFT_OUT = (type, type(sys), type(lambda: 0), msgspec.msgpack.Decoder, msgspec.msgpack.Encoder)


class Scales:
    """Weighs objects; what was weighed before weighs nothing."""

    def __init__(self, *known: object) -> None:
        """`known` is left out, with all that is reachable from it."""
        self._seen: set[int] = set()
        self._kept: list[object] = []  # so that no id is used again
        self.weigh(*known)

    def weigh(self, *things: object) -> int:
        """Bytes of all that is reachable from some things and was not weighed yet."""
        found, stack = 0, list(things)
        while stack:
            thing = stack.pop()
            if id(thing) in self._seen or thing is None or isinstance(thing, LEFT_OUT):
                continue
            self._seen.add(id(thing))
            self._kept.append(thing)
            found += _size(thing)
            stack.extend(_parts(thing))
        return found


def _size(thing: object) -> int:
    if isinstance(thing, hll_sketch):
        return SKETCH
    return -(-sys.getsizeof(thing) // ROUND) * ROUND


def _parts(thing: Any) -> Iterable[object]:
    if isinstance(thing, str | bytes | int | float):
        return ()
    if isinstance(thing, dict):
        return [part for pair in thing.items() for part in pair]
    if isinstance(thing, list | tuple | set | frozenset):
        return thing
    return _fields(thing)


def _fields(thing: Any) -> Iterator[object]:
    if isinstance(thing, msgspec.Struct):
        yield from (getattr(thing, name) for name in thing.__struct_fields__)
        return
    yield getattr(thing, "__dict__", None)
    for kind in type(thing).__mro__:
        for name in getattr(kind, "__slots__", ()):
            yield getattr(thing, name, None)
