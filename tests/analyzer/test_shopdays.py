"""The shop days of the tests are shop days: every event is one that ingest would take, and no section is missing."""

import pytest

from services.contracts.reading import read
from tests.analyzer.shopdays import shop_days


@pytest.mark.parametrize("seed", range(8))
def test_every_event_of_a_shop_day_keeps_the_contract(seed):
    for event in shop_days(seed).events:
        read({**event, "receivedat": event["time"]})


def test_the_shop_days_hold_every_kind_of_event_that_metrics_read():
    said = {event["type"] for seed in range(8) for event in shop_days(seed).events}
    assert len(said) > 40
