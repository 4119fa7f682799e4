"""What the real data sets are mapped to is valid by the contract, and no two of its events are one."""

from datetime import UTC, datetime
from itertools import islice

import pytest

from services.contracts.identity import natural_key
from services.contracts.reading import read
from tests.data.dataset import Replay
from tests.data.every_set import SETS

BEGIN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
QUICK = 1_500
REPLAYS = [
    pytest.param(
        replay,
        id=replay.shop,
        marks=pytest.mark.skipif(each.SET.missing is not None, reason=str(each.SET.missing)),
    )
    for each in SETS
    for replay in each.REPLAYS
]


@pytest.mark.parametrize("replay", REPLAYS)
def test_the_first_events_of_a_data_set_are_accepted_and_each_is_a_fact_of_its_own(replay: Replay) -> None:
    accepted(replay, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("replay", REPLAYS)
def test_all_events_of_a_data_set_are_accepted_and_each_is_a_fact_of_its_own(replay: Replay) -> None:
    accepted(replay, None)


def accepted(replay: Replay, first: int | None) -> None:
    events = list(islice(replay.events(BEGIN), first))
    assert len(events) > 1
    ids = {(event["source"], event["id"]) for event in events}
    facts = {(event["type"], natural_key(read(event))) for event in events}
    assert len(ids) == len(facts) == len(events)
