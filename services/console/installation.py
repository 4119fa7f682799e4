"""One installation on this machine: its data folder, its ports, and what each process is told of them."""

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.console.errors import ConsoleError
from services.console.ports import Ports
from services.runtime.settings import Stack

# One worker of each service runs here. Under a fixed name the analyzer is known again after it has died, and does not
# wait until the session of the dead one is over.
USUAL: Mapping[str, Mapping[str, str]] = {
    "alerts": {"ALERTS_WEBHOOK_ALLOW": '["127.0.0.0/8"]'},
    "analyzer": {"ANALYZER_INSTANCE": "console"},
}


@dataclass(frozen=True)
class Installation:
    """`data` is absolute and survives restarts."""

    data: Path
    ports: Ports

    @property
    def keys_file(self) -> Path:
        return self.data / "keys.json"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def pids_file(self) -> Path:
        """Which processes an `up` in this folder has started."""
        return self.data / ".up.pids"

    @property
    def stack(self) -> Stack:
        """The settings that every process of this installation shares."""
        return Stack(broker=self.ports.bootstrap, data_dir=self.data)

    def environment(self, service: str) -> Mapping[str, str]:
        """The environment of one service; what the operator has set already stays."""
        prefix = service.upper()
        ours = {
            "DIANZHANG_BROKER": self.ports.bootstrap,
            "DIANZHANG_DATA_DIR": str(self.data),
            f"{prefix}_HOST": "127.0.0.1",
            f"{prefix}_PORT": str(self.ports.of(service)),
        }
        return {**USUAL.get(service, {}), **os.environ, **ours}

    @contextmanager
    def claim(self) -> Iterator[None]:
        """Makes the folder and holds it for as long as the block runs; ConsoleError when it cannot be had."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            lock = (self.data / ".up.lock").open("a")
        except OSError as error:
            raise ConsoleError(
                f"The data folder {self.data} cannot be written ({error.strerror}): "
                f"make it writable, or start with another --data."
            ) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ConsoleError(
                    f"Another `up` is running in {self.data}: stop it, or start with another --data."
                ) from error
            yield


def python() -> str:
    """The interpreter that our processes run in."""
    return sys.executable
