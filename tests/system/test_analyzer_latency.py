"""From the receipt of an order to its figure on the stream: the time is printed, a generous limit is checked."""

import time
from contextlib import closing
from datetime import UTC, datetime
from statistics import median, quantiles

import httpx
from kafka import KafkaConsumer, TopicPartition

from services.contracts.topics import METRICS, partition_of
from tests.system.metric_rows import Row, decode_row
from tests.system.running import Stack

SHOP, ORDERS, AMOUNT = "latency", 40, 1_000
PAUSE_SECONDS, LIMIT_SECONDS = 0.3, 5.0


def test_an_order_is_in_the_days_gmv_on_the_stream_within_a_second_or_so(stack: Stack) -> None:
    key = stack.create_key(SHOP)
    partition = TopicPartition(METRICS, partition_of(SHOP))
    taken = []
    with (
        closing(KafkaConsumer(bootstrap_servers=stack.broker, enable_auto_commit=False)) as consumer,
        stack.client("ingest", key) as ingest,
    ):
        consumer.assign([partition])
        consumer.seek_to_end(partition)
        consumer.position(partition)
        for number in range(1, ORDERS + 1):
            _pay(ingest, number)
            receipt = time.monotonic()
            _await_gmv(consumer, number * AMOUNT)
            taken.append(time.monotonic() - receipt)
            time.sleep(PAUSE_SECONDS)
    p95 = quantiles(taken, n=20)[-1]
    print(f"seconds from receipt to row: median {median(taken):.2f}, p95 {p95:.2f}, most {max(taken):.2f}")
    assert p95 < LIMIT_SECONDS


def _pay(ingest: httpx.Client, number: int) -> None:
    order = f"o{number}"
    event = {
        "specversion": "1.0",
        "id": f"paid:{order}",
        "source": "/latency",
        "type": "order.paid",
        "time": datetime.now(UTC).isoformat(),
        "shopid": SHOP,
        "data": {"order_id": order, "amount_minor": AMOUNT},
    }
    assert ingest.post("/v1/events", json=event).status_code == 202


def _await_gmv(consumer: KafkaConsumer, at_least: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for records in consumer.poll(50).values():
            for record in records:
                for row in map(decode_row, record.value.split(b"\n")):
                    if _is_gmv_of_the_day(row) and (row.data.value or 0) >= at_least:
                        return
    raise AssertionError(f"no row with a gmv of {at_least} within a minute")


def _is_gmv_of_the_day(row: Row) -> bool:
    data = row.data
    return (
        row.shopid == SHOP
        and data.metric == "gmv"
        and data.window.kind == "day"
        and data.scope.keys() == {"shop_id"}
    )
