"""The settings of the one-node KRaft broker, as data."""

from pathlib import Path

from services.console.ports import Ports

NODE_ID = 1
PARTITIONS = 12
MEBIBYTE = 1024 * 1024

ONE_NODE = {
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
}

# What makes it fit into 256 MiB of heap and a small disk: fewer threads, buffers and preallocated indexes.
SMALL = {
    "num.network.threads": 2,
    "num.io.threads": 4,
    "log.cleaner.threads": 1,
    "log.cleaner.dedupe.buffer.size": 16 * MEBIBYTE,
    "log.segment.bytes": 128 * MEBIBYTE,
    "log.index.size.max.bytes": MEBIBYTE,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.num.partitions": 4,
    "metadata.log.segment.bytes": 16 * MEBIBYTE,
    "metadata.max.retention.bytes": 64 * MEBIBYTE,
}


def of_node(ports: Ports, log_dir: Path) -> dict[str, object]:
    """server.properties for this installation: loopback only, topics made explicitly, append time."""
    return {
        "process.roles": "broker,controller",
        "node.id": NODE_ID,
        "controller.quorum.voters": f"{NODE_ID}@127.0.0.1:{ports.controller}",
        "listeners": f"PLAINTEXT://127.0.0.1:{ports.broker},CONTROLLER://127.0.0.1:{ports.controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{ports.broker}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": log_dir,
        "num.partitions": PARTITIONS,
        "auto.create.topics.enable": "false",
        "log.message.timestamp.type": "LogAppendTime",
        **ONE_NODE,
        **SMALL,
    }


def as_text(settings: dict[str, object]) -> str:
    """The Java properties format; backslashes and line ends in values are escaped."""
    return "".join(f"{key}={_escaped(str(value))}\n" for key, value in settings.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")
