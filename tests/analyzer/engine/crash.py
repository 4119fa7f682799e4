"""A crash model without Kafka: the engine dies at random between any two durable writes, and starts again.

`broken` names one rule of the checkpoint that is not kept; each must be caught by comparing with an undisturbed run.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from services.analyzer.engine.aggregator import Aggregator, OutputRecord, SourceRecord
from services.analyzer.engine.checkpoint import Snapshot, StateWrite
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from services.analyzer.engine.stamps import StampedItem

BROKEN = (
    "everything_at_once",
    "rows_last",
    "rows_after_items",
    "meta_first",
    "tombstones_first",
    "no_meta",
    "no_stamps",
    "no_versions",
    "no_graves",
)


class Crash(Exception):
    """The process died here."""


@dataclass
class Disk:
    """What survives: output topics, changelog, the source offset that was acknowledged."""

    rows: list[OutputRecord] = field(default_factory=list)
    changelog: list[StateWrite] = field(default_factory=list)
    acknowledged: int = 0
    crashes: int = 0


def run(
    records: list[SourceRecord],
    make: Callable[[], Aggregator],
    seed: int,
    broken: str | None = None,
    crash_rate: float = 0.02,
) -> Disk:
    """Live through the records with random crashes; returns what is on disk when all are acknowledged."""
    chance, disk = random.Random(seed), Disk()
    while disk.acknowledged < len(records):
        try:
            _live(records, make, chance, disk, broken, crash_rate)
        except Crash:
            disk.crashes += 1
    return disk


def _live(records, make, chance, disk, broken, crash_rate):
    partition = Partition(make(), image_of(disk.changelog, broken))
    position = max(0, disk.acknowledged - (chance.random() < 0.5))
    while position < len(records):
        for record in records[position : position + chance.randrange(1, 40)]:
            partition.feed(record)
            position += 1
        for log, write in ordered(partition.snapshot(), chance, disk, broken):
            if chance.random() < crash_rate:
                raise Crash
            log.append(write)
        if chance.random() < 0.1:
            raise Crash
        disk.acknowledged = position


def image_of(changelog: Iterable[StateWrite], broken: str | None) -> Image:
    """The state that a start finds."""
    image = OnlyNewest() if broken == "no_versions" else Image()
    for write in changelog:
        image.read(write.key, write.value, write.stamp)
    return image


class OnlyNewest(Image):
    """A loader that forgets the version before: what is ahead of the meta record is taken as it is."""

    def _still_needed(self, versions: list[StampedItem]) -> list[StampedItem]:
        return [max(versions, key=lambda item: item.stamp)._replace(stamp=0, previous=0)]

    def _keep(self, key: bytes, item: StampedItem) -> None:
        super()._keep(key, item)
        self._put(key, self._still_needed(self._known(key)))


def ordered(snapshot: Snapshot, chance: random.Random, disk: Disk, broken: str | None):
    """The writes of a checkpoint in the order in which they become durable."""
    rows = [(disk.rows, row) for row in snapshot.rows]
    items = [(disk.changelog, write) for write in snapshot.items]
    meta = [(disk.changelog, write) for write in snapshot.meta]
    tombstones = [(disk.changelog, write) for write in snapshot.tombstones]
    chance.shuffle(items)
    if broken == "no_stamps":
        items = [(log, without_stamp(write)) for log, write in items]
    if broken == "no_graves":
        items = [(log, write) for log, write in items if write.body]
    if broken == "no_meta":
        meta = []
    mixed = [*rows, *items, *meta, *tombstones]
    chance.shuffle(mixed)
    orders = {
        "everything_at_once": mixed,
        "rows_last": [*items, *meta, *tombstones, *rows],
        "rows_after_items": [*items, *meta, *rows, *tombstones],
        "meta_first": [*rows, *meta, *items, *tombstones],
        "tombstones_first": [*rows, *tombstones, *items, *meta],
    }
    return orders.get(broken or "", [*rows, *items, *meta, *tombstones])


def without_stamp(write: StateWrite) -> StateWrite:
    """A state record whose version nobody knows."""
    assert write.body is not None
    return StateWrite(write.key, write.body, 0)


def final_state(disk: Disk) -> tuple[int, dict[bytes, bytes]]:
    """The offset and the durable items that the next start would find."""
    image = image_of(disk.changelog, None)
    return image.next_offset, {key: item.body for key, item in image.items().items() if not item.is_grave}
