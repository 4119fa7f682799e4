import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2

from services.contracts import topics
from services.contracts.registry import EVENTS, INPUTS

NAMES = {topic.name for topic in topics.TOPICS}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_goes_to_topics_that_exist(name: str) -> None:
    destinations = topics.destinations(name)
    assert destinations
    assert set(destinations) <= NAMES


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_what_comes_in_is_on_shop_events_and_all_but_behaviour_on_shop_facts(name: str) -> None:
    destinations = topics.destinations(name)
    is_behaviour = EVENTS[name].__module__.endswith("behaviour")
    assert topics.EVENTS in destinations
    assert (topics.FACTS in destinations) is not is_behaviour
    assert (topics.SETTINGS in destinations) is (EVENTS[name].CLASS == "S")


def test_what_the_services_say_never_returns_to_the_events_that_they_read_but_for_what_was_refused() -> None:
    assert topics.EVENTS in topics.destinations("event.quarantined")
    for name in set(EVENTS) - INPUTS - {"event.quarantined"}:
        assert topics.EVENTS not in topics.destinations(name), name


def test_an_unknown_event_has_no_destination() -> None:
    with pytest.raises(KeyError):
        topics.destinations("order.lost")


def test_topics_are_named_once_and_kept_for_a_time_or_compacted() -> None:
    assert len(NAMES) == len(topics.TOPICS) == 10
    for topic in topics.TOPICS:
        assert (topic.retention_ms is None) is topic.is_compacted
        assert topic.purpose
        assert topic.producers


@given(st.text(min_size=1, max_size=64), st.integers(1, 500))
def test_a_shop_is_on_the_partition_where_any_kafka_producer_would_put_it(shop: str, partitions: int) -> None:
    encoded = shop.encode("utf-8", "surrogatepass")
    if encoded.decode("utf-8", "ignore") == shop:
        assert topics.partition_of(shop, partitions) == (murmur2(encoded) & 0x7FFFFFFF) % partitions
