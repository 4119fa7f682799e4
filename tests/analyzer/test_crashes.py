"""A shop's rows are the same to the byte for one log, however often the process dies and wherever batches end."""

import random

import msgspec
import pytest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import OutputRecord, SourceRecord
from services.analyzer.engine.partition import Partition
from services.analyzer.engine.recovery import Image
from services.contracts.topics import METRICS
from tests.analyzer.engine.crash import BROKEN, run
from tests.analyzer.shopdays import Days, lived

SEEDS = range(4)


def a_log(seed: int) -> list[SourceRecord]:
    return lived(Days(seed, days=1).fill(orders=8, views=10), seed, late=0.1)


def lines_of(records: list[OutputRecord]) -> dict[tuple[str, str], set[bytes]]:
    """Every line of metric rows by its id and end: a set, so that a row said twice in two ways shows."""
    found: dict[tuple[str, str], set[bytes]] = {}
    for record in records:
        if record.topic == METRICS:
            for line in record.value.split(b"\n"):
                row = msgspec.json.decode(line)
                found.setdefault((row["id"], row["data"]["window"]["end"]), set()).add(line)
    return found


def undisturbed(records: list[SourceRecord]) -> dict[tuple[str, str], set[bytes]]:
    aggregator = ShopAggregator()
    for record in records:
        aggregator.apply(record)
    return lines_of(aggregator.take_rows())


@pytest.mark.parametrize("seed", SEEDS)
def test_random_crashes_change_no_row_of_a_shop_by_a_byte(seed):
    records = a_log(seed)
    disk = run(records, ShopAggregator, seed, crash_rate=0.002)
    assert disk.crashes > 2
    assert lines_of(disk.rows) == undisturbed(records)


@pytest.mark.parametrize(
    "broken", sorted(set(BROKEN) - {"no_graves", "rows_after_items"})
)  # rare in one shop
def test_a_broken_checkpoint_changes_rows_of_a_shop(broken):
    def differs(seed: int) -> bool:
        records = a_log(seed)
        try:
            disk = run(records, ShopAggregator, seed, broken, crash_rate=0.004)
        except Exception:  # a state that is no state of any log ends the process: caught, too
            return True
        return lines_of(disk.rows) != undisturbed(records)

    assert any(differs(seed) for seed in range(8))


@pytest.mark.parametrize("seed", SEEDS)
def test_checkpoints_and_current_rows_at_random_moments_change_nothing(seed):
    records, chance = a_log(seed), random.Random(seed)
    rows: list[OutputRecord] = []
    image = Image()
    fold = ShopAggregator()
    partition = Partition(fold)
    for record in records:
        partition.feed(record)
        if chance.random() < 0.3:
            fold.current()
        if chance.random() < 0.05:
            snapshot = partition.snapshot()
            rows += snapshot.rows
            for stage in (snapshot.items, snapshot.meta, snapshot.tombstones):
                for write in stage:
                    image.read(write.key, write.value, write.stamp)
            if chance.random() < 0.5:
                fold = ShopAggregator()
                partition = Partition(fold, image)
    rows += partition.snapshot().rows
    assert lines_of(rows) == undisturbed(records)
