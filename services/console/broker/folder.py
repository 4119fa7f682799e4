"""The broker's own data folder: made and formatted once, then only checked."""

import os
import secrets
import shutil
import subprocess
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from services.console.broker import failures, java, properties
from services.console.ports import Ports

FORMAT_TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class BrokerFolder:
    """`root` holds server.properties (written at every start) and data/ (formatted once)."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def settings(self) -> Path:
        return self.root / "server.properties"

    def is_formatted(self) -> bool:
        return self.data.exists()

    def check(self) -> None:
        """Raises ConsoleError if the formatted folder cannot be the one that was formatted."""
        identity = self.data / "meta.properties"
        try:
            text = identity.read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise failures.broken_folder(self.data, f"{identity.name} is unreadable") from error
        if "cluster.id=" not in text or f"node.id={properties.NODE_ID}" not in text.splitlines():
            raise failures.broken_folder(self.data, f"{identity.name} does not name this broker")
        if not os.access(self.data, os.R_OK | os.W_OK | os.X_OK):
            raise failures.broken_folder(self.data, "it cannot be written")

    def prepare(self, ports: Ports, jars: list[Path]) -> None:
        """Writes the settings for these ports and formats the folder if it is new."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if not self.is_formatted():
                self._format(ports, jars)
            self.settings.write_text(properties.as_text(properties.of_node(ports, self.data)))
        except OSError as error:
            raise failures.broken_folder(self.root, error.strerror or str(error)) from error
        self.check()

    def _format(self, ports: Ports, jars: list[Path]) -> None:
        """Formats beside the final place and renames, so that a half-formatted folder never counts."""
        unfinished = self.root / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self.settings.write_text(properties.as_text(properties.of_node(ports, unfinished)))
        command = java.command(
            jars, "kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(self.settings)
        )
        run = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=FORMAT_TIMEOUT_SECONDS
        )
        if run.returncode:
            raise failures.explain(run.stdout + run.stderr, self.root, self.root)
        unfinished.rename(self.data)


def _cluster_id() -> str:
    """A random id in Kafka's form: 16 bytes, base64 for URLs, no leading dash."""
    while (drawn := urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")).startswith("-"):
        pass
    return drawn
