"""`console broker`: only the embedded broker, for a developer who starts the services by hand."""

from pathlib import Path

import typer
from rich.console import Console

from services.console.broker.process import running_broker
from services.console.ports import Ports
from services.console.signals import stop_event


def run_broker(data: Path, ports: Ports) -> None:
    """Prints the bootstrap address once the broker answers and runs until a stop signal."""
    asked_to_stop = stop_event()
    with running_broker(data, ports, Console(stderr=True), is_stopping=asked_to_stop.is_set) as bootstrap:
        if not asked_to_stop.is_set():
            typer.echo(bootstrap)
        asked_to_stop.wait()
