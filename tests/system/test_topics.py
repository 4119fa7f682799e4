"""Topics on the real broker: made once as the contracts say, and every difference said in a sentence."""

import random
from contextlib import closing
from pathlib import Path

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic

from services.contracts.topics import TOPICS, Topic
from services.runtime.kafka import topics
from services.runtime.kafka.connection import admin_client
from services.runtime.kafka.topics import TopicsDiffer, check_topics, ensure_topics
from services.runtime.settings import Stack
from tests.system.running import eventually


@pytest.fixture
def settings(broker: str, tmp_path: Path) -> Stack:
    return Stack(broker=broker, data_dir=tmp_path)


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Topic:
    """A contract of one topic of its own, so that the others of this broker stay as they are."""
    topic = Topic(f"test.{random.randrange(1 << 40):x}", "a test", "shop", (), (), 86_400_000)
    monkeypatch.setattr(topics, "TOPICS", (topic,))
    return topic


def test_topics_are_made_as_the_contracts_say_and_stay_when_made_again(settings: Stack) -> None:
    ensure_topics(settings)
    ensure_topics(settings)
    check_topics(settings)
    with closing(admin_client(settings)) as admin:
        assert {topic.name for topic in TOPICS} <= set(admin.list_topics())


def test_missing_topics_are_named(settings: Stack, other: Topic) -> None:
    with pytest.raises(TopicsDiffer) as raised:
        check_topics(settings)
    assert raised.value.sentences == [
        f"Topic {other.name} is missing: create it with `console topics create`."
    ]


def test_another_number_of_partitions_is_said_with_both_numbers(settings: Stack, other: Topic) -> None:
    with closing(admin_client(settings)) as admin:
        admin.create_topics([NewTopic(other.name, 3, 1, topic_configs=topics.settings_of(other, settings))])
    with pytest.raises(TopicsDiffer, match="has 3 partitions, DIANZHANG_PARTITIONS says 12"):
        ensure_topics(settings)


def test_another_retention_is_said_with_both_values(settings: Stack, other: Topic) -> None:
    ensure_topics(settings)
    change = ConfigResource(ConfigResourceType.TOPIC, other.name, {"retention.ms": "1000"})
    with closing(admin_client(settings)) as admin:
        admin.alter_configs([change])
    said = eventually(lambda: differences(settings))
    assert said == [f"Topic {other.name} has retention.ms=1000, the contracts say 86400000."]


def differences(settings: Stack) -> list[str]:
    try:
        check_topics(settings)
    except TopicsDiffer as error:
        return error.sentences
    return []
