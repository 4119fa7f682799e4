"""The lock of the broker: which jars it consists of, each with its checksum, as committed beside this file."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

LOCK_FILE = Path(__file__).with_name("kafka.lock.toml")


@dataclass(frozen=True)
class Jar:
    """One Maven artifact `group:artifact:version` with the sha256 of its file and its size in bytes."""

    coordinate: str
    sha256: str
    size: int

    @property
    def filename(self) -> str:
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"

    def matches(self, path: Path) -> bool:
        """Whether the file at `path` is exactly the locked one."""
        return path.is_file() and path.stat().st_size == self.size and sha256_of(path) == self.sha256


@dataclass(frozen=True)
class Lock:
    """The Kafka version, the coordinates asked for, and everything that they need."""

    kafka: str
    roots: tuple[str, ...]
    jars: tuple[Jar, ...]

    @classmethod
    def read(cls, path: Path = LOCK_FILE) -> Self:
        table = tomllib.loads(path.read_text())
        return cls(table["kafka"], tuple(table["roots"]), tuple(Jar(**jar) for jar in table["jar"]))

    def write(self, path: Path = LOCK_FILE) -> None:
        path.write_text(HEADER + "\n".join([*self._head(), *map(_jar_as_toml, self.jars)]))

    @property
    def size(self) -> int:
        return sum(jar.size for jar in self.jars)

    def _head(self) -> list[str]:
        roots = ", ".join(f'"{root}"' for root in self.roots)
        return [f'kafka = "{self.kafka}"', f"roots = [{roots}]", ""]


HEADER = "# Made by `python -m services.console.broker.relock`; checked after every download.\n"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _jar_as_toml(jar: Jar) -> str:
    return f'[[jar]]\ncoordinate = "{jar.coordinate}"\nsha256 = "{jar.sha256}"\nsize = {jar.size}\n'
