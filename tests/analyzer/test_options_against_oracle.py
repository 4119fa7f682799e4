"""A shop that changes its defaults in the middle of its days has the figures of an independent calculation.

Every third one dies at random places and goes on from its checkpoint.
"""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.analyzer.aggregator import ShopAggregator
from tests.analyzer.comparing import differences, end_of, lines_of, rows_of
from tests.analyzer.engine.crash import run
from tests.analyzer.shopdays import BY_DAYS, BY_HOURS, arrived, shop_days
from tests.analyzer.shopdays.telling import Event, stamp

QUICK, ALL = range(6), range(60)
STRIDE = 4  # seeds of one slow test
LATE_DAYS = 40  # of a shop that says nothing of it
DAYS = frozenset({"pulse", "minute", "hour", "day"})  # windows that are not made of days


def chosen(chance: random.Random) -> dict[str, float]:
    """Some options, each somewhere about the default or far from it."""
    some = {
        "visit_gap_minutes": [1, 20, 45, 100],
        "returning_days": [1, 60],
        "new_buyer_days": [1, 500],
        "late_days": [25, 50],
        "grace_seconds": [0, 900, 3600],
        "exact_distinct_limit": [10_000],
    }
    return {name: chance.choice(values) for name, values in some.items() if chance.random() < 0.7}


def told(events: list[Event], chance: random.Random, number: int) -> Event:
    """Settings that begin somewhere in the days, or a day before them, told at once or up to ten hours late."""
    first = next(event for event in events if event["type"] == "shop.configured")
    begin = datetime.fromisoformat(first["time"])
    since = begin + timedelta(minutes=chance.randrange(-1500, 4000))
    at = since + timedelta(minutes=chance.choice([0, 0, 200, 600]))
    data: dict[str, Any] = {**first["data"], "effective_from": stamp(since), "options": chosen(chance)}
    return {**first, "id": f"options{number}", "time": stamp(at), "data": data}


def wrong(seed: int) -> list[str]:
    """What analyzer and oracle differ in, each a sentence."""
    chance, events = random.Random(seed), list(shop_days(seed).events)
    events += [told(events, chance, number) for number in range(3)]
    events.sort(key=lambda event: (event["time"], event["id"]))
    manner = BY_DAYS if seed % 4 == 1 else BY_HOURS
    records = arrived(events, seed, manner)
    said = rows_of(records) if seed % 3 else run(records, ShopAggregator, seed, crash_rate=0.001).rows
    kinds = manner.kinds & DAYS if _reach_apart(events, lines_of(records)) else manner.kinds
    found = differences(lines_of(records), said, end_of(records), kinds)
    return [f"seed {seed}: {difference}" for difference in found]


def _reach_apart(events: list[Event], lines: list[Event]) -> bool:
    """Whether an order may be told so late that the day of its payment still hears it, and that of its refund not.

    Longer windows are what their days are then, which the oracle, asking event by event, does not know.
    """
    said = [event["data"].get("options") or {} for event in events if event["type"] == "shop.configured"]
    reaches = {options.get("late_days", LATE_DAYS) for options in said}
    least = timedelta(days=min(reaches))
    return len(reaches) > 1 and any(
        datetime.fromisoformat(line["receivedat"]) - datetime.fromisoformat(line["time"]) > least
        for line in lines
        if line["type"].startswith("order.") and not line.get("history")
    )


@pytest.mark.parametrize("seed", QUICK)
def test_random_days_under_changing_options_equal_the_oracle_in_every_figure(seed: int):
    assert wrong(seed) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(QUICK.stop, ALL.stop, STRIDE))
def test_sixty_random_days_under_changing_options_equal_the_oracle_in_every_figure(first: int):
    assert [each for seed in range(first, min(first + STRIDE, ALL.stop)) for each in wrong(seed)] == []
