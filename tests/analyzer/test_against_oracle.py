"""The analyzer's final day figures equal an independent calculation, whatever order and repetition the events had."""

from datetime import date, datetime

import msgspec
import pytest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.contracts.topics import METRICS
from tests.analyzer.oracle import figures
from tests.analyzer.shopdays import Days, lived

METRICS_HELD = {
    "gmv",
    "orders",
    "buyers",
    "units",
    "refund_amount",
    "over_refund_amount",
    "net_sales",
    "visitors",
    "page_views",
    "visits",
}
SEEDS = range(12)


def final_rows(records: list[SourceRecord], aggregator: ShopAggregator | None = None) -> list[dict]:
    """The data of all final rows that a log gives, in order."""
    aggregator = aggregator or ShopAggregator()
    lines = []
    for record in records:
        aggregator.apply(record)
        for out in aggregator.take_rows():
            if out.topic == METRICS:
                lines += out.value.split(b"\n")
    return [row["data"] for row in map(msgspec.json.decode, lines) if row["data"]["is_final"]]


def newest_days(rows: list[dict]) -> dict[tuple[str, date, str], int]:
    """The last word on each day: value by (metric, day, traffic source)."""
    found = {}
    for row in rows:
        scope = {name: value for name, value in row["scope"].items() if name != "shop_id"}
        if (
            row["window"]["kind"] != "day"
            or row["metric"] not in METRICS_HELD
            or set(scope) - {"traffic_source"}
        ):
            continue
        day = datetime.fromisoformat(row["window"]["start"]).date()
        found[row["metric"], day, scope.get("traffic_source", "")] = row.get("value") or 0
    return found


def disagreements(events: list[dict], rows: list[dict]) -> dict:
    """Figures in which the analyzer and the oracle differ; what one of them does not mention is 0."""
    said, true = newest_days(rows), figures(events)
    keys = {key for key in [*said, *true] if key[0] in METRICS_HELD}
    return {key: (said.get(key, 0), true.get(key, 0)) for key in keys if said.get(key, 0) != true.get(key, 0)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_shop_day_with_repeats_and_late_events_equals_the_oracle(seed):
    events = Days(seed).fill()
    assert disagreements(events, final_rows(lived(events, seed))) == {}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_a_day_arrives_changes_no_final_figure(seed):
    events = Days(seed, days=1).fill()
    in_order = newest_days(final_rows(lived(events, seed)))
    moved = newest_days(final_rows(lived(events, seed + 1000, late=0.5, twice=0.6)))
    assert {key for key, value in (in_order.items() ^ moved.items()) if value} == set()
