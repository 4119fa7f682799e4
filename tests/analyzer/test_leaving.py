"""Visits that ended wait to be counted together; no final row shows whether they did, or for how long."""

import pytest

from services.analyzer.aggregator import ShopAggregator
from tests.analyzer.shopdays import BY_DAYS, BY_HOURS, arrived, shop_days
from tests.stories.browsing import jump, view
from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"


def waiting(fold: ShopAggregator) -> int:
    return sum(bool(held.shop.windows.leaving) for held in fold._held.values())


def rows(seed: int, manner, settled: int = 0, restored: int = 0) -> tuple[list[bytes], int]:
    """What is said for good, and after how many records somebody waited, when all is settled or restored at times."""
    fold, said, waited, items = ShopAggregator(), list[bytes](), 0, dict[bytes, bytes]()
    for number, record in enumerate(arrived(shop_days(seed).events, seed, manner), 1):
        fold.apply(record)
        waited += waiting(fold)
        if settled and number % settled == 0:
            for held in fold._held.values():
                held.shop.windows.settle()
        said += [row.value for row in fold.take_rows()]
        if restored and number % restored == 0:
            items |= fold.take_changed()
            for key in fold.take_dropped():
                items.pop(key, None)
            fold = ShopAggregator()
            fold.restore(items)
    return said, waited


@pytest.mark.parametrize(("seed", "manner"), [(2, BY_HOURS), (5, BY_DAYS)])
def test_what_is_said_is_the_same_to_the_byte_however_often_what_waits_is_settled_and_stored(seed, manner):
    said, waited = rows(seed, manner)
    assert waited
    assert rows(seed, manner, settled=1)[0] == said
    assert rows(seed, manner, settled=7)[0] == said
    assert rows(seed, manner, restored=97)[0] == said


def test_a_visit_that_ended_is_in_the_first_final_row_of_its_day():
    play = Player().at("2026-11-20T10:00:00+08:00")
    view(play, "v1", "u1", "i1")
    jump(play, "2026-11-21T00:03:00+08:00")
    row = play.final_row("bounce_rate", start=DAY, item_id="i1")
    assert (row["numerator"], row["denominator"], row["revision"]) == (1, 1, 1)


def test_a_visit_of_a_day_that_is_said_already_revises_it():
    play = Player().at("2026-11-20T23:50:00+08:00")
    view(play, "v1", "u1", "i1")
    jump(play, "2026-11-21T00:10:00+08:00")
    assert play.rows("bounce_rate", "day", item_id="i1") == []
    jump(play, "2026-11-21T00:21:00+08:00")
    assert play.final("bounce_rate", start=DAY, item_id="i1") == 1
