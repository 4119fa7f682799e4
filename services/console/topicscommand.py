"""`console topics`: what each topic is for, who writes and reads it, and whether the broker agrees."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kafka.errors import KafkaError
from rich.console import Console
from rich.table import Column, Table

from services.console.errors import ConsoleError
from services.console.ports import Ports
from services.contracts.topics import TOPICS, Topic
from services.runtime.kafka.topics import TopicsDiffer, check_topics, ensure_topics
from services.runtime.settings import Stack

DAY_MS = 24 * 3600 * 1000


def show() -> None:
    """The topics of the contracts; needs no broker."""
    table = Table(
        Column("topic", no_wrap=True),
        "holds",
        "key",
        "written by",
        "read by",
        "kept",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for topic in TOPICS:
        table.add_row(
            topic.name,
            topic.purpose,
            topic.key,
            ", ".join(topic.producers),
            ", ".join(topic.consumers),
            _kept(topic),
        )
    Console().print(table)


def check(broker: str | None, ports: Ports) -> None:
    """One sentence per difference and exit code 1, or one good sentence."""
    stack = _stack(broker, ports)
    with _reachable(stack):
        try:
            check_topics(stack)
        except TopicsDiffer as differ:
            raise ConsoleError("\n".join(differ.sentences)) from differ
    print(f"All {len(TOPICS)} topics at {stack.broker} are as the contracts say.")


def create(broker: str | None, ports: Ports) -> None:
    """Creates what is missing, then checks."""
    stack = _stack(broker, ports)
    with _reachable(stack):
        try:
            ensure_topics(stack)
        except TopicsDiffer as differ:
            raise ConsoleError("\n".join(differ.sentences)) from differ
    print(f"All {len(TOPICS)} topics are there at {stack.broker}.")


def _stack(broker: str | None, ports: Ports) -> Stack:
    """The address of the option, else of DIANZHANG_BROKER, else of the embedded broker here."""
    chosen = broker or os.environ.get("DIANZHANG_BROKER") or ports.bootstrap
    return Stack(broker=chosen)


@contextmanager
def _reachable(stack: Stack) -> Iterator[None]:
    try:
        yield
    except KafkaError as error:
        raise ConsoleError(
            f"The broker at {stack.broker} does not answer ({type(error).__name__}): start it, or name another one "
            f"with --broker.",
            trying_again_helps=True,
        ) from error


def _kept(topic: Topic) -> str:
    if topic.is_compacted:
        return "compacted"
    return f"{topic.retention_ms // DAY_MS} days" if topic.retention_ms else "for ever"
