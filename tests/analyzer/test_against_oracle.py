"""The analyzer's final figures equal an independent calculation, whatever order and repetition the events had."""

import pytest

from services.analyzer.aggregator import ShopAggregator
from tests.analyzer.comparing import differences, end_of, last_words, lines_of, rows_of
from tests.analyzer.engine.crash import run
from tests.analyzer.shopdays import BY_DAYS, BY_HOURS, PUNCTUAL, Days, arrived, lived, shop_days

QUICK, ALL = range(12), range(200)
STRIDE = 4  # seeds of one slow test
CRASHING = 12  # of how many seeds one dies at random places and goes on from its checkpoint
LATE_BY_DAYS = 8  # of how many seeds one has events that come weeks late


def manner_of(seed: int):
    """How the events of a seed arrive."""
    if seed % LATE_BY_DAYS == 5:
        return BY_DAYS
    return PUNCTUAL if seed % 2 else BY_HOURS


def wrong(seed: int) -> list[str]:
    """What analyzer and oracle differ in, each a sentence."""
    manner = manner_of(seed)
    records = arrived(shop_days(seed).events, seed, manner)
    if seed % CRASHING == 1:
        disk = run(records, ShopAggregator, seed, crash_rate=0.0005)
        assert disk.crashes > 0
        said = disk.rows
    else:
        said = rows_of(records)
    found = differences(lines_of(records), said, end_of(records), manner.kinds)
    return [f"seed {seed}: {difference}" for difference in found]


@pytest.mark.parametrize("seed", QUICK)
def test_random_shop_days_equal_the_oracle_in_every_figure(seed):
    assert wrong(seed) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(QUICK.stop, ALL.stop, STRIDE))
def test_two_hundred_random_shop_days_equal_the_oracle_in_every_figure(first):
    assert [each for seed in range(first, first + STRIDE) for each in wrong(seed)] == []


def test_an_order_that_only_one_of_the_two_has_heard_of_is_shown_in_a_sentence():
    records = arrived(shop_days(2).events, 2, PUNCTUAL)
    lines = lines_of(records)
    missed = next(line for line in lines if line["type"] == "order.paid")
    fewer = [line for line in lines if line["data"].get("order_id") != missed["data"]["order_id"]]
    found = differences(fewer, rows_of(records), end_of(records), PUNCTUAL.kinds)
    assert {"gmv", "orders", "buyers"} <= {difference.place.metric for difference in found}
    assert any(" day " in str(difference) and " but " in str(difference) for difference in found)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_a_day_arrives_changes_no_final_figure(seed):
    events = Days(seed, days=1).fill()
    in_order = last_words(rows_of(lived(events, seed)))
    moved = last_words(rows_of(lived(events, seed + 1000, late=0.5, twice=0.6)))
    days = {at for at in in_order if at.window.kind == "day"}
    assert {at for at in days if worth(in_order, at) != worth(moved, at)} == set()


def worth(said, at) -> float:
    """A figure; what was not said, or is said to have no data, is nothing."""
    return said.get(at, {}).get("value") or 0
