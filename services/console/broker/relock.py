"""Resolves the broker's coordinates anew and writes the lock: `python -m services.console.broker.relock`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from services.console.broker import maven
from services.console.broker.lock import Jar, Lock, sha256_of

KAFKA = "4.1.1"
# The logging binding is part of Kafka's own distribution but no dependency of its jar; `!` keeps its
# bill of materials from changing the versions that Kafka was built with.
ROOTS = (f"org.apache.kafka:kafka_2.13:{KAFKA}", "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3!")
NEEDED_SCOPES = ("compile", "runtime")


def resolve(cache: Path) -> Lock:
    """The lock of ROOTS and all that they need at run time, sorted by coordinate."""
    context = maven.context(cache)
    inputs, transitive = context.resolver.resolve([context.create_dependency(root) for root in ROOTS])
    needed = [*inputs, *(found for found in transitive if found.scope in NEEDED_SCOPES)]
    coordinates = sorted({f"{d.groupId}:{d.artifactId}:{d.version}" for d in needed})
    return Lock(KAFKA, ROOTS, tuple(_locked(maven.download(context, name), name) for name in coordinates))


def _locked(path: Path, coordinate: str) -> Jar:
    return Jar(coordinate, sha256_of(path), path.stat().st_size)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        resolve(Path(folder)).write()
