"""The publisher on the real broker: a call that returns is a receipt, and order per shop holds."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition

from services.contracts.topics import EVENTS, FACTS, RECORD_MAX_BYTES, SETTINGS, partition_of
from services.runtime.kafka.producer import NotAcknowledged, Record, RecordProducer
from services.runtime.kafka.publisher import EventPublisher, Line
from services.runtime.kafka.topics import ensure_topics
from services.runtime.settings import Stack
from tests.system.ports import free_base

DESTINATIONS = (EVENTS, FACTS, SETTINGS)
Publish = Callable[[EventPublisher], Awaitable[None]]


@pytest.fixture
def settings(broker: str, tmp_path: Path) -> Stack:
    settings = Stack(broker=broker, data_dir=tmp_path)
    ensure_topics(settings)
    return settings


def fresh_shop() -> str:
    return f"shop-{random.randrange(1 << 40):x}"


def read(stack: Stack, topic: str, shop: str) -> list[tuple[bytes | None, bytes]]:
    """All records (key, value) of the shop's partition that speak of the shop, in order."""
    consumer = KafkaConsumer(bootstrap_servers=stack.broker, enable_auto_commit=False)
    place = TopicPartition(topic, partition_of(shop, stack.partitions))
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    end, found = consumer.end_offsets([place])[place], []
    while consumer.position(place) < end:
        for records in consumer.poll(1_000).values():
            found += [
                (record.key, record.value) for record in records if shop.encode() in (record.value or b"")
            ]
    consumer.close()
    return found


def lines_of(records: list[tuple[bytes | None, bytes]]) -> list[dict[str, object]]:
    return [json.loads(line) for _, value in records for line in value.split(b"\n")]


def line(shop: str, number: int, kind: str = "order.paid", padding: int = 0) -> Line:
    return Line(kind, json.dumps({"shop": shop, "n": number, "pad": "x" * padding}).encode())


async def publishing(stack: Stack, publish: Publish) -> None:
    producer = RecordProducer(stack, DESTINATIONS)
    await producer.start()
    publisher = EventPublisher(producer, stack.partitions)
    await publisher.start()
    try:
        await publish(publisher)
    finally:
        await publisher.stop()
        await producer.stop()


async def test_what_was_accepted_is_on_each_of_its_topics_in_the_order_of_the_calls(settings: Stack) -> None:
    shops = [fresh_shop() for _ in range(5)]

    async def publish(publisher: EventPublisher) -> None:
        calls = [publisher.publish(shop, [line(shop, n)]) for n in range(200) for shop in shops]
        await asyncio.gather(*calls)

    await publishing(settings, publish)
    for shop in shops:
        for topic in (EVENTS, FACTS):
            records = read(settings, topic, shop)
            assert [each["n"] for each in lines_of(records)] == list(range(200))
            assert {key for key, _ in records} == {shop.encode()}
            assert len(records) < 200, "calls that come together share records"


async def test_the_firehose_stays_off_the_facts(settings: Stack) -> None:
    shop = fresh_shop()

    async def publish(publisher: EventPublisher) -> None:
        await publisher.publish(shop, [line(shop, 0, "page.viewed"), line(shop, 1)])

    await publishing(settings, publish)
    assert [each["n"] for each in lines_of(read(settings, EVENTS, shop))] == [0, 1]
    assert [each["n"] for each in lines_of(read(settings, FACTS, shop))] == [1]


async def test_a_setting_is_also_kept_under_its_own_key(settings: Stack) -> None:
    shop = fresh_shop()
    setting = Line("plan.month.set", json.dumps({"shop": shop, "n": 1}).encode(), b"the key")

    async def publish(publisher: EventPublisher) -> None:
        await publisher.publish(shop, [setting])

    await publishing(settings, publish)
    assert read(settings, SETTINGS, shop) == [(b"the key", setting.body)]
    assert len(read(settings, EVENTS, shop)) == len(read(settings, FACTS, shop)) == 1


async def test_records_stay_under_their_limit_however_much_comes_at_once(settings: Stack) -> None:
    shop = fresh_shop()

    async def publish(publisher: EventPublisher) -> None:
        await publisher.publish(shop, [line(shop, n, padding=200_000) for n in range(12)])

    await publishing(settings, publish)
    records = read(settings, EVENTS, shop)
    assert [each["n"] for each in lines_of(records)] == list(range(12))
    assert max(len(value) for _, value in records) < RECORD_MAX_BYTES
    assert len(records) == 6


async def test_what_waits_when_the_publisher_stops_is_still_sent(settings: Stack) -> None:
    shop = fresh_shop()
    waiting: list[asyncio.Task[None]] = []

    async def publish(publisher: EventPublisher) -> None:
        waiting.append(asyncio.create_task(publisher.publish(shop, [line(shop, 7)])))
        await asyncio.sleep(0)

    await publishing(settings, publish)
    await waiting[0]
    assert [each["n"] for each in lines_of(read(settings, EVENTS, shop))] == [7]


async def test_headers_and_explicit_partitions_arrive(settings: Stack) -> None:
    producer = RecordProducer(settings, (EVENTS,))
    await producer.start()
    await producer.send([Record(EVENTS, None, b'{"tick":"now"}', 3, (("tick", b"1"),))])
    await producer.stop()


async def test_a_topic_that_is_not_there_is_no_receipt_and_does_not_hold_up_the_others(
    settings: Stack,
) -> None:
    shop = fresh_shop()
    producer = RecordProducer(settings, (EVENTS,))
    await producer.start()
    with pytest.raises(NotAcknowledged):
        await producer.send([Record("shop.nowhere", None, b"{}", 0)], timeout=15)
    await producer.send([Record(EVENTS, shop.encode(), shop.encode(), partition_of(shop))], timeout=10)
    await producer.stop()


async def test_without_a_broker_the_start_fails_with_its_address() -> None:
    producer = RecordProducer(Stack(broker=f"127.0.0.1:{free_base()}"), (EVENTS,))
    with pytest.raises(NotAcknowledged, match=r"no broker answers at 127.0.0.1"):
        await producer.start()
    with pytest.raises(NotAcknowledged):
        await producer.send([Record(EVENTS, None, b"{}", 0)])
    await producer.stop()


async def test_the_loop_turns_while_thousands_of_calls_wait_for_the_broker(settings: Stack) -> None:
    shop = fresh_shop()
    longest = 0.0

    async def publish(publisher: EventPublisher) -> None:
        nonlocal longest
        calls = asyncio.gather(*(publisher.publish(shop, [line(shop, n, padding=300)]) for n in range(5_000)))
        loop = asyncio.get_running_loop()
        while not calls.done():
            before = loop.time()
            await asyncio.sleep(0.005)
            longest = max(longest, loop.time() - before)
        await calls

    await publishing(settings, publish)
    counted = defaultdict(int)
    for each in lines_of(read(settings, FACTS, shop)):
        counted[each["n"]] += 1
    assert len(counted) == 5_000
    assert set(counted.values()) == {1}
    assert longest < 5.0
