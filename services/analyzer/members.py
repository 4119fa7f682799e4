"""A distinct count (metrics.md M0 Exactness): members that can be taken back, above a size a sketch of visitors.

Up to the limit every member is held with the number of reasons that it has to be counted. A larger set of visitors
becomes a HyperLogLog sketch, which cannot forget: a visitor who is taken back from it (whose visit turns out to be one
of another source, say) stays counted, within a figure whose error is stated beside it. Whether a set is a sketch, and
its figure, depend on what was added and taken back, never on when. The one exception: who was taken back before being
counted is owed a count, and that debt is dropped when the set becomes a sketch, so that the later count adds somebody
who was never there. It is one of thousands, within the error stated; to keep the debts would be one more thing to store
beside each sketch, without end, to mend what the sketch rounds away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple, Self
from zlib import crc32

import msgspec
from datasketches import hll_sketch, hll_union, tgt_hll_type

EXACT_LIMIT = 4096  # distinct ids per metric, scope and window (`exact_distinct_limit`, P)
SKETCHED = frozenset(
    {"viewers", "seen", "item_viewers", "attributed"}
)  # visitors; all others are exact at any size
REGISTERS_LOG2 = 14
ERROR = round(1.04 / sqrt(1 << REGISTERS_LOG2), 4)  # relative standard error of a sketch
FEW = 3  # counts that are added up one by one in less time than it takes to see whether all are new
CHUNK = 256  # members beyond which a set is stored in chunks, so that a checkpoint writes what changed


NO_CHUNKS: tuple[dict[str, int], ...] = ()


class Limit(NamedTuple):
    """How many distinct ids a set of visitors holds exactly."""

    most: int = EXACT_LIMIT


DEFAULT_LIMIT, _NEVER = Limit(), Limit(1 << 62)


class Members(msgspec.Struct, eq=False, gc=False):
    """A multiset of text ids; its size is the number of distinct ids with a positive count."""

    limit: Limit = DEFAULT_LIMIT  # beyond which it becomes a sketch
    counts: dict[str, int] = {}
    chunks: Sequence[dict[str, int]] = (
        NO_CHUNKS  # what is stored of a large set, up to date at each checkpoint
    )
    is_large: bool = False  # it has once had more members than a chunk, and is stored apart from its pane
    sketch: hll_sketch | None = None
    debts: dict[str, int] | None = None  # taken back before they were counted
    stale: set[str] | None = None  # members changed since the last checkpoint, of a set in chunks
    estimate: int | None = None  # of the sketch, once somebody asked
    written: int = 0  # the checksum of the sketch that was stored last

    @classmethod
    def of(cls, measure: str, limit: Limit = DEFAULT_LIMIT) -> Self:
        """Nobody yet; the measure decides whether the set may become a sketch."""
        return cls(limit if measure in SKETCHED else _NEVER)

    @property
    def is_sketch(self) -> bool:
        """Whether the size is an estimate."""
        return self.sketch is not None

    @property
    def held(self) -> dict[str, int]:
        """The members with their counts, those taken back too early among them."""
        return {**self.counts, **self.debts} if self.debts else self.counts

    @property
    def size(self) -> int:
        """The number of distinct members; an estimate when `is_sketch`."""
        if self.sketch is None:
            return len(self.counts)
        if self.estimate is None:
            self.estimate = estimated([self.sketch])
        return self.estimate

    def add(self, member: str, amount: int) -> None:
        """Count a member `amount` times more (or fewer, when negative)."""
        if self.sketch is not None:
            self._to_sketch([member] if amount > 0 else [])
            return
        after = self.counts.get(member, 0) + amount
        if self.debts:
            after += self.debts.pop(member, 0)
        if after > 0:
            self.counts[member] = after
        else:
            self.counts.pop(member, None)
            if after < 0:
                self.debts = {**(self.debts or {}), member: after}
        self._changed([member])

    def add_each(self, who: dict[str, int]) -> None:
        """Count some members so many times more each."""
        if self.sketch is not None:
            self._to_sketch(who)
        elif self.debts:
            debts = set(
                self.debts
            )  # whoever was taken back early was never there, whatever the order of the rest
            for member, times in sorted(who.items(), key=lambda named: named[0] not in debts):
                self.add(member, times)
        else:
            counts = self.counts
            if counts:
                add_up(counts, who)
            else:
                counts = self.counts = who.copy()
            if self.stale is not None or len(counts) > CHUNK or len(counts) > self.limit.most:
                self._changed(who)

    def _changed(self, members: Iterable[str]) -> None:
        if self.stale is not None:
            self.stale.update(members)
        if len(self.counts) > CHUNK:
            self.is_large = True
        if len(self.counts) > self.limit.most:
            self.sketch = hll_sketch(REGISTERS_LOG2, tgt_hll_type.HLL_8)
            self._to_sketch(self.counts)
            self.counts, self.debts, self.stale = {}, None, None

    def may_overflow(self, more: int) -> bool:
        """Whether so many more members could make a sketch of it, if it is none yet."""
        return self.sketch is None and len(self.counts) + more > self.limit.most

    def hold(self, limit: Limit, *, at_once: bool) -> bool:
        """Have another limit from the next change on, or at once; True when that makes a sketch of the set."""
        was_sketch, self.limit = self.is_sketch, _NEVER if self.limit is _NEVER else limit
        if at_once:
            self._changed([])
        return self.is_sketch and not was_sketch

    def _to_sketch(self, members: Iterable[str]) -> None:
        assert self.sketch is not None
        for member in members:
            self.sketch.update(member)
        self.estimate = None

    def __contains__(self, member: str) -> bool:
        """Whether the member is counted now; a sketch does not know."""
        return member in self.counts

    def __iter__(self) -> Iterator[str]:
        """The distinct members, in no particular order; none of a sketch."""
        return iter(self.counts)

    def stored(self) -> Iterator[tuple[int, tuple[int, dict[str, int] | bytes] | None]]:
        """Of a large set the chunks that changed since the last call, each with the number of chunks; None: ended.

        A sketch is chunk 0 of 0 chunks.
        """
        if self.sketch is not None:
            body = self.sketch.serialize_compact()
            written = crc32(body)
            if written != self.written:
                self.written = written
                yield 0, (0, body)
            yield from ((index, None) for index in range(1, len(self.chunks)))
            self.chunks = [{}]
            return
        if self.stale is not None and not self.stale:
            return
        before, number = len(self.chunks), 1 << (max(0, len(self.counts) - 1) // CHUNK).bit_length()
        changed = self._put_into_chunks(number)
        self.stale = set()
        yield from ((index, (number, self.chunks[index])) for index in changed)
        yield from ((index, None) for index in range(number, before))

    def _put_into_chunks(self, number: int) -> Iterable[int]:
        """Bring so many chunks up to date; returns which of them have changed, in order."""
        held = self.held
        if len(self.chunks) != number:
            self.chunks = [{} for _ in range(number)]
            for member, count in held.items():
                self.chunks[crc32(member.encode()) % number][member] = count
            return range(number)
        changed: set[int] = set()
        for member in self.stale or ():
            index = crc32(member.encode()) % number
            changed.add(index)
            if member in held:
                self.chunks[index][member] = held[member]
            else:
                self.chunks[index].pop(member, None)
        return sorted(changed)

    def store_anew(self) -> int:
        """Whatever was stored before is stored elsewhere; returns how many chunks that were."""
        before, self.chunks = len(self.chunks), NO_CHUNKS
        self.stale, self.written = None, 0
        return before

    def rename(self, member: str, to: str) -> None:
        """Count a member under another name; a sketch holds no names."""
        count = self.held.get(member, 0)
        if count:
            self.add(member, -count)
            self.add(to, count)

    def load(self, index: int, chunks: int, stored: dict[str, int] | bytes) -> None:
        """Take over one stored chunk out of `chunks`."""
        self.is_large = True
        if isinstance(stored, bytes):
            self.sketch, self.written, self.chunks = hll_sketch.deserialize(stored), crc32(stored), [{}]
            return
        held: list[dict[str, int]] = [*self.chunks, *({} for _ in range(len(self.chunks), chunks))]
        held[index], self.chunks = stored, held
        self.stale = set()
        self.take(dict(stored))

    def take(self, held: dict[str, int]) -> None:
        """Take over members as `held` gave them."""
        if min(held.values(), default=0) < 0:
            debts = {member: count for member, count in held.items() if count < 0}
            held = {member: count for member, count in held.items() if count > 0}
            self.debts = {**(self.debts or {}), **debts}
        if self.counts:
            self.counts.update(held)
        else:
            self.counts = held


def add_up(own: dict[str, int], more: Mapping[str, int]) -> None:
    """Add to counts by name; as a rule most of the names are new, or most of them known."""
    if len(more) > FEW and own.keys().isdisjoint(more.keys()):
        own.update(more)
        return
    known = own.get
    for name, count in more.items():
        own[name] = known(name, 0) + count


def estimated(sketches: list[hll_sketch]) -> int:
    """The estimate by the registers alone.

    A sketch that was filled one by one estimates by the order of filling too; merged with itself it does not.
    """
    union = hll_union(REGISTERS_LOG2)
    for sketch in (*sketches, sketches[0]):
        union.update(sketch)
    estimate: float = union.get_estimate()
    return round(estimate)
