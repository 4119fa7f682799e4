"""Every port of one installation, derived from a single base (architecture: 8001 by default)."""

import socket
from dataclasses import dataclass

from services.console.errors import ConsoleError

SERVICES = ("ingest", "analyzer", "alerts", "planner")
HIGHEST_BASE = 65_535 - 92


@dataclass(frozen=True)
class Ports:
    """Port numbers by role; the services take base..base+3, the receiver +10, the broker +91, its controller +92."""

    base: int = 8001

    def __post_init__(self) -> None:
        if not 1 <= self.base <= HIGHEST_BASE:
            raise ConsoleError(f"--port-base must lie between 1 and {HIGHEST_BASE}, not {self.base}.")

    def of(self, service: str) -> int:
        return self.base + SERVICES.index(service)

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.of(service)}"

    @property
    def receiver(self) -> int:
        return self.base + 10

    @property
    def broker(self) -> int:
        return self.base + 91

    @property
    def controller(self) -> int:
        return self.base + 92

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.broker}"

    def by_role(self) -> dict[str, int]:
        """Role -> port, in the order in which the parts start."""
        services = {name: self.of(name) for name in SERVICES}
        return {"broker": self.broker, "controller": self.controller, **services, "receiver": self.receiver}


def is_taken(port: int) -> bool:
    """Whether somebody already listens on this port of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def require_free(roles: dict[str, int]) -> None:
    """Raises ConsoleError naming the first taken port, its role and the way out."""
    for role, port in roles.items():
        if is_taken(port):
            raise ConsoleError(
                f"Port {port} ({role}) is in use by another program: stop that program, "
                f"or start with another --port-base.",
                trying_again_helps=True,
            )
