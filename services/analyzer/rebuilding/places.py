"""Where the second count lives: topics, group and database of its own, beside those of the running one."""

from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from kafka.admin import NewTopic
from kafka.errors import (
    GroupIdNotFoundError,
    NonEmptyGroupError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
)

from services.analyzer.history.tables import ActiveState
from services.contracts import topics
from services.contracts.topics import TOPICS
from services.runtime.kafka.connection import admin_client
from services.runtime.kafka.topics import PATIENCE_MS, settings_of
from services.runtime.settings import Stack, sqlite_url


class Places(NamedTuple):
    """Names of one second count; `outputs` by the topic of the contracts that each stands for."""

    state: ActiveState
    outputs: dict[str, str]
    database_file: Path

    @property
    def database(self) -> str:
        """The URL of its history."""
        return sqlite_url(self.database_file)

    @property
    def topics(self) -> dict[str, str]:
        """Every topic of it, by the contract's name."""
        return {topics.STATE: self.state.state_topic, **self.outputs}

    def environment(self) -> dict[str, str]:
        """What the process of the second count is told."""
        return {
            "ANALYZER_GROUP": self.state.group_id,
            "ANALYZER_INSTANCE": "",  # leaves its group at once when it stops
            "ANALYZER_STATE_TOPIC": self.state.state_topic,
            "ANALYZER_METRICS_TOPIC": self.outputs[topics.METRICS],
            "ANALYZER_FINAL_TOPIC": self.outputs[topics.METRICS_FINAL],
            "ANALYZER_LATE_TOPIC": self.outputs[topics.LATE],
            "ANALYZER_DATABASE_URL": self.database,
            "ANALYZER_HOST": "127.0.0.1",
            "ANALYZER_PORT": "0",
        }


def places(stack: Stack, state: ActiveState) -> Places:
    """The places of the count that makes a state."""
    outputs = {
        name: f"{name}.{state.generation}" for name in (topics.METRICS, topics.METRICS_FINAL, topics.LATE)
    }
    return Places(state, outputs, stack.data_dir / f"analyzer.{state.generation}.db")


def make(stack: Stack, wanted: Places) -> None:
    """Empty topics and no database: what an earlier attempt has left is removed."""
    clear(stack, wanted)
    like = {topic.name: topic for topic in TOPICS}
    with closing(admin_client(stack)) as admin:
        for name, own in wanted.topics.items():
            new = NewTopic(
                own, stack.partitions, stack.replication, topic_configs=settings_of(like[name], stack)
            )
            with suppress(TopicAlreadyExistsError):
                admin.create_topics([new])
        admin.wait_for_topics(list(wanted.topics.values()), timeout_ms=PATIENCE_MS)


def clear(stack: Stack, wanted: Places, keep_state: bool = False) -> None:
    """Remove the outputs and the database, and the state with its group unless it is kept."""
    names = set(wanted.outputs.values()) | (set() if keep_state else {wanted.state.state_topic})
    with closing(admin_client(stack)) as admin:
        for name in names & set(admin.list_topics()):
            with suppress(UnknownTopicOrPartitionError):
                admin.delete_topics([name])
        if not keep_state:
            with suppress(GroupIdNotFoundError, NonEmptyGroupError):
                admin.delete_groups([wanted.state.group_id])
    for ending in ("", "-wal", "-shm"):
        wanted.database_file.with_name(wanted.database_file.name + ending).unlink(missing_ok=True)
