"""Creates the topics of the contracts and says at every start what differs from them."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import TopicAlreadyExistsError

from services.contracts.topics import TOPICS, Topic
from services.runtime.kafka.connection import admin_client
from services.runtime.settings import Stack

SAFE_REPLICATION = 3
PATIENCE_MS = 90_000  # a busy machine takes its time over more than a hundred partitions


class TopicsDiffer(Exception):
    """The topics on the broker are not those of the contracts; `sentences` says how, one each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def ensure_topics(stack: Stack) -> None:
    """Creates what is missing; several processes may call it at once. Raises `TopicsDiffer` for what is wrong."""
    with closing(admin_client(stack)) as admin:
        present = set(admin.list_topics())
        for topic in TOPICS:
            if topic.name not in present:
                _create(admin, topic, stack)
        admin.wait_for_topics([topic.name for topic in TOPICS], timeout_ms=PATIENCE_MS)
    check_topics(stack)


def check_topics(stack: Stack) -> None:
    """Raises `TopicsDiffer` when a topic is missing or differs in partitions, copies or settings."""
    with closing(admin_client(stack)) as admin:
        sentences = list(_differences(admin, stack))
    if sentences:
        raise TopicsDiffer(sentences)


def settings_of(topic: Topic, stack: Stack) -> dict[str, str]:
    """The topic's own settings on the broker; records are stamped with the time at which they are appended."""
    settings = {"message.timestamp.type": "LogAppendTime"}
    if topic.is_compacted:
        settings |= {
            "cleanup.policy": "compact",
            "segment.ms": "60000",
            "min.cleanable.dirty.ratio": "0.1",
            "min.compaction.lag.ms": "600000",
        }
    else:
        settings |= {"cleanup.policy": "delete", "retention.ms": str(topic.retention_ms or -1)}
    if stack.replication >= SAFE_REPLICATION:
        settings["min.insync.replicas"] = str(stack.replication - 1)
    return settings


def _create(admin: KafkaAdminClient, topic: Topic, stack: Stack) -> None:
    new = NewTopic(topic.name, stack.partitions, stack.replication, topic_configs=settings_of(topic, stack))
    try:
        admin.create_topics([new])
    except TopicAlreadyExistsError:
        return


def _differences(admin: KafkaAdminClient, stack: Stack) -> Iterator[str]:
    present = set(admin.list_topics())
    missing = [topic.name for topic in TOPICS if topic.name not in present]
    for name in missing:
        yield f"Topic {name} is missing: create it with `console topics create`."
    found = [topic for topic in TOPICS if topic.name in present]
    if not found:
        return
    shapes = {each["name"]: each for each in admin.describe_topics([topic.name for topic in found])}
    settings = _settings(admin, found)
    for topic in found:
        partitions = len(shapes[topic.name]["partitions"])
        if partitions != stack.partitions:
            yield f"Topic {topic.name} has {partitions} partitions, DIANZHANG_PARTITIONS says {stack.partitions}."
        for name, wanted in settings_of(topic, stack).items():
            actual = settings[topic.name].get(name)
            if actual != wanted:
                yield f"Topic {topic.name} has {name}={actual}, the contracts say {wanted}."


def _settings(admin: KafkaAdminClient, topics: list[Topic]) -> dict[str, dict[str, str]]:
    """Topic name -> setting -> value as the broker has it."""
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    answer: Mapping[Any, Any] = admin.describe_configs(asked, config_filter="all")
    found: Mapping[str, Any] = answer["topic"] if "topic" in answer else answer[ConfigResourceType.TOPIC]
    return {
        name: {key: str(entry["value"]) for key, entry in entries.items()} for name, entries in found.items()
    }
