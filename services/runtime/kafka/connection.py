"""Where the brokers are and how to reach them: the options that every client of ours starts from."""

from typing import Any

from kafka import KafkaAdminClient

from services.runtime.settings import Stack


def client_options(stack: Stack) -> dict[str, Any]:
    """Options common to producers, consumers and admin clients of kafka-python."""
    return {"bootstrap_servers": stack.broker.split(","), "client_id": "dianzhang"}


def admin_client(stack: Stack) -> KafkaAdminClient:
    """An admin client that gives up within seconds; the caller closes it."""
    return KafkaAdminClient(**client_options(stack), request_timeout_ms=15_000, bootstrap_timeout_ms=10_000)
