"""A distinct count that can be taken back: members with the number of reasons each has to be counted.

Kept in chunks so that a checkpoint writes what changed, not the whole set, and no state record grows without bound.
"""

from collections.abc import Iterable, Iterator, KeysView
from zlib import crc32

_CHUNK = 256


class Members:
    """A multiset of text ids; its size is the number of distinct ids with a positive count."""

    __slots__ = ("changed", "chunks", "size")

    def __init__(self) -> None:
        """An empty set in one chunk."""
        self.chunks: list[dict[str, int]] = [{}]
        self.size = 0
        self.changed: set[int] = set()

    def add(self, member: str, amount: int) -> None:
        """Count a member `amount` times more (or fewer, when negative)."""
        index = crc32(member.encode()) % len(self.chunks) if len(self.chunks) > 1 else 0
        chunk = self.chunks[index]
        before = chunk.get(member, 0)
        after = before + amount
        if after:
            chunk[member] = after
        else:
            chunk.pop(member, None)
        self.size += (after > 0) - (before > 0)
        self.changed.add(index)
        if self.size > _CHUNK * len(self.chunks) * 2:
            self._grow()

    def __contains__(self, member: str) -> bool:
        """Whether the member is counted now."""
        index = crc32(member.encode()) % len(self.chunks) if len(self.chunks) > 1 else 0
        return self.chunks[index].get(member, 0) > 0

    def __iter__(self) -> Iterator[str]:
        """The distinct members, in no particular order."""
        return (member for chunk in self.chunks for member, count in chunk.items() if count > 0)

    def keys(self) -> Iterable[KeysView[str]]:
        """The members chunk by chunk, for merging."""
        return (chunk.keys() for chunk in self.chunks)

    def stored(self, index: int) -> tuple[int, dict[str, int]]:
        """One chunk with the number of chunks."""
        return len(self.chunks), self.chunks[index]

    def load(self, index: int, chunks: int, counts: dict[str, int]) -> None:
        """Take over one stored chunk out of `chunks`."""
        while len(self.chunks) < chunks:
            self.chunks.append({})
        self.chunks[index] = counts
        self.size += sum(count > 0 for count in counts.values())

    def _grow(self) -> None:
        old, self.chunks = self.chunks, [{} for _ in range(len(self.chunks) * 2)]
        for chunk in old:
            for member, count in chunk.items():
                self.chunks[crc32(member.encode()) % len(self.chunks)][member] = count
        self.changed = set(range(len(self.chunks)))
