"""One source partition: records strictly in order, one aggregator, snapshots for checkpoints."""

from services.analyzer.engine.aggregator import Aggregator, SourceRecord
from services.analyzer.engine.checkpoint import Snapshot, StateWrite, meta_write
from services.analyzer.engine.recovery import Image
from services.analyzer.engine.stamps import NEVER


class OffsetHole(RuntimeError):
    """A record is missing between the last one applied and this one; going on would lose it."""


class Partition:
    """The engine's state of one source partition since its last restore."""

    def __init__(self, aggregator: Aggregator, image: Image | None = None) -> None:
        """Take over the durable state of `image`, or begin at the start of the log."""
        self.aggregator = aggregator
        self.next_offset = NEVER
        self.skipped = 0
        self.gaps = 0
        self._durable: dict[bytes, int] = {}
        self._graves: set[bytes] = set()  # ended, but a crash came before their tombstones
        self._fresh = True
        self.restored_bytes = 0
        self._written = NEVER
        if image is not None:
            self._restore(image)

    def _restore(self, image: Image) -> None:
        self.next_offset = self._written = image.next_offset
        bodies = {}
        for key, (stamp, _, body) in image.items().items():
            self._durable[key] = stamp
            if body:
                bodies[key] = body
            else:
                self._graves.add(key)
        self.restored_bytes = sum(map(len, bodies.values()))
        self.aggregator.restore(bodies)

    def feed(self, record: SourceRecord) -> bool:
        """Apply one record; False when a checkpoint already holds it.

        Raises:
            OffsetHole: within a session the next record is not the one that follows. Right after a restore a gap is
                what retention (or a compacted control record) left, and is counted in `gaps`.
        """
        if record.offset < self.next_offset:
            self.skipped += 1
            return False
        if record.offset > self.next_offset:
            if not self._fresh:
                raise OffsetHole(f"expected offset {self.next_offset}, got {record.offset}")
            self.gaps += self.next_offset != NEVER
        self._fresh = False
        self.aggregator.apply(record)
        self.next_offset = record.offset + 1
        return True

    @property
    def is_changed(self) -> bool:
        """Whether records were applied since the last snapshot."""
        return self.next_offset != self._written

    def snapshot(self) -> Snapshot:
        """Everything to write so that a crash after it loses nothing; the caller writes it stage by stage."""
        stamp = self._written = self.next_offset
        rows = self.aggregator.take_rows()
        changed = self.aggregator.take_changed()
        # also what was never written: a lost checkpoint may have written it
        dropped = self.aggregator.take_dropped()
        items = self._writes(changed, stamp) + self._writes(dict.fromkeys(dropped, b""), stamp)
        ended = sorted(key for key in {*dropped, *self._graves} if key not in changed)
        self._graves = set()
        for key in ended:
            del self._durable[key]
        return Snapshot(rows, items, [meta_write(stamp)], [StateWrite(key, None, stamp) for key in ended])

    def _writes(self, bodies: dict[bytes, bytes], stamp: int) -> list[StateWrite]:
        before = self._durable.get
        writes = [StateWrite(key, body, stamp, before(key, NEVER)) for key, body in bodies.items()]
        self._durable.update(dict.fromkeys(bodies, stamp))
        return writes
