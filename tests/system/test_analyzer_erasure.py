"""A buyer is erased on a running stack: rows of the buyer are gone, the state no longer knows the id, totals stay."""

from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from services.contracts.topics import STATE, partition_of
from tests.system.running import Stack, eventually

SHOP, BUYER = "erasure", "a-buyer-who-asks-to-be-forgotten"


def event(kind: str, **data: Any) -> dict[str, Any]:
    """Something that happens now."""
    now = datetime.now(UTC).isoformat()
    envelope = {"specversion": "1.0", "id": f"{kind}:{now}", "source": "/s/shop", "type": kind}
    return {**envelope, "time": now, "shopid": SHOP, "data": data}


def rows(stack: Stack, query: str) -> list[dict[str, Any]]:
    """The rows of the shop that the read API answers."""
    with stack.client("analyzer", "read") as client:
        return list(client.get(f"/v1/shops/{SHOP}/metrics?{query}").json()["rows"])


def state_of(stack: Stack) -> dict[bytes, bytes]:
    """What a full compaction of the state topic would leave of the shop's partition."""
    place = TopicPartition(STATE, partition_of(SHOP))
    left: dict[bytes, bytes] = {}
    with closing(KafkaConsumer(bootstrap_servers=stack.broker, group_id=None)) as consumer:
        consumer.assign([place])
        consumer.seek_to_beginning(place)
        end = consumer.end_offsets([place])[place]
        while consumer.position(place) < end:
            for records in consumer.poll(timeout_ms=1_000).values():
                for record in records:
                    left[record.key] = record.value
    return {key: value for key, value in left.items() if value is not None}


def knows(state: dict[bytes, bytes], pseudonym: str) -> list[bytes]:
    return [key for key, value in state.items() if pseudonym.encode() in key or pseudonym.encode() in value]


def test_after_an_erasure_neither_rows_nor_state_know_the_buyer_and_the_totals_stay(stack: Stack) -> None:
    key = stack.create_key(SHOP)
    line = {"line_id": "1", "item_id": "i1", "qty": 12, "unit_price_minor": 100, "amount_minor": 1200}
    sale = {"order_id": "o1", "buyer_id": BUYER, "amount_minor": 1200, "lines": [line]}
    with stack.client("ingest", key) as client:
        assert client.post("/v1/events", json=event("order.paid", **sale)).status_code == 202
    by_buyer = "metric=buyer_item_units&window=day&by=buyer_id,item_id"
    [row] = eventually(lambda: rows(stack, by_buyer), 60)
    pseudonym = row["scope"]["buyer_id"]
    assert pseudonym != BUYER
    assert row["value"] == 12
    assert eventually(lambda: knows(state_of(stack), pseudonym), 30)

    erasure = event("buyer.erased", erasure_id="er1", buyer_id=BUYER)
    with stack.client("ingest", key) as client:
        assert client.post("/v1/events", json=erasure).status_code == 202
    eventually(lambda: not knows(state_of(stack), pseudonym), 60, every=1)
    eventually(lambda: all(each["scope"]["buyer_id"] != pseudonym for each in rows(stack, by_buyer)), 60)
    [buyers] = rows(stack, "metric=buyers&window=day")
    [gmv] = rows(stack, "metric=gmv&window=day")
    assert (buyers["value"], gmv["value"]) == (1, 1200)
