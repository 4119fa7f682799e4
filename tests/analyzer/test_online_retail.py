"""Story D1: nine months of a real shop as history equal the truth files on every day, to the last tenth of a penny."""

from collections.abc import Iterator

import msgspec
import pytest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.contracts.topics import METRICS
from tests.data import online_retail

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(
        not online_retail.is_here(), reason="../shared/data/online_retail is not on this machine"
    ),
]
RECEIVED = "2026-11-24T00:00:00.000000Z"
COLUMNS = {
    "gmv": "gross_revenue",
    "refund_amount": "cancelled_amount",
    "net_sales": "net_revenue",
}


def the_log() -> Iterator[SourceRecord]:
    """Everything as fast as it can be sent: ten records between two ticks."""
    lines: list[bytes] = []
    offset = 0
    for number, event in enumerate(online_retail.events()):
        lines.append(msgspec.json.encode({**event, "receivedat": RECEIVED}))
        if len(lines) == 60:
            yield SourceRecord(offset, b"retail", b"\n".join(lines))
            lines, offset = [], offset + 1
        if number % 6000 == 0:
            yield tick(offset, number // 6000)
            offset += 1
    yield SourceRecord(offset, b"retail", b"\n".join(lines))
    yield tick(offset + 1, 30)
    yield tick(offset + 2, 31)


def tick(offset: int, minute: int) -> SourceRecord:
    value = msgspec.json.encode({"tick": f"2026-11-24T00:{minute:02}:00Z"})
    return SourceRecord(offset, None, value, is_tick=True)


@pytest.fixture(scope="module")
def finals() -> dict[tuple[str, str, str], int]:
    """The newest final value of the whole shop by (metric, window kind, date of its start)."""
    found = {}
    aggregator = ShopAggregator()
    for record in the_log():
        aggregator.apply(record)
        for out in aggregator.take_rows():
            if out.topic == METRICS:
                for line in out.value.split(b"\n"):
                    if b'"scope":{"shop_id":"retail"},' in line:
                        data = msgspec.json.decode(line)["data"]
                        window = data["window"]
                        found[data["metric"], window["kind"], window["start"][:10]] = data.get("value")
    return found


def test_every_day_equals_the_truth_file(finals):
    truth = online_retail.truth("daily")
    for day in truth:
        for metric, column in COLUMNS.items():
            assert finals[metric, "day", day["day"]] == online_retail.minor(day[column]), (metric, day["day"])
        for metric, column in (
            ("orders", "orders"),
            ("units", "units"),
            ("identified_buyers", "identified_customers"),
        ):
            assert finals[metric, "day", day["day"]] == int(day[column]), (metric, day["day"])
    assert len(truth) == 219


def test_the_whole_period_adds_up_to_the_figures_of_the_story(finals):
    months = online_retail.truth("monthly")
    by_month = {metric: [finals[metric, "month", f"{m['month']}-01"] for m in months] for metric in COLUMNS}
    assert sum(by_month["gmv"]) == 6_304_826_062
    assert sum(by_month["refund_amount"]) == 520_770_560
    assert sum(by_month["net_sales"]) == 5_784_055_502
    assert sum(finals["orders", "month", f"{m['month']}-01"] for m in months) == 12_495
    for month in months:
        start = f"{month['month']}-01"
        assert finals["gmv", "month", start] == online_retail.minor(month["gross_revenue"])
        assert finals["identified_buyers", "month", start] == int(month["identified_customers"])
