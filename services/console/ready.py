"""What `up` says when everything runs: one JSON line for programs, a short summary for people."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from services.console.installation import Installation
from services.console.ports import SERVICES

DOES = {
    "ingest": "takes events: POST /v1/events",
    "analyzer": "numbers: GET /v1/shops/{shop}/metrics",
    "alerts": "alerts, rules and webhooks",
    "planner": "targets, reports and the page",
}


@dataclass(frozen=True)
class Ready:
    """A running installation; `page` is a signed address, `keys` by role."""

    installation: Installation
    page: str
    keys: dict[str, str] = field(repr=False)

    def line(self) -> str:
        """The JSON line of `up --json`."""
        ports = self.installation.ports
        urls = {name: ports.url(name) for name in SERVICES}
        keys_file = str(self.installation.keys_file)
        told = {"ready": True, **urls, "broker": ports.bootstrap, "keys_file": keys_file, "page": self.page}
        return json.dumps(told)

    def show(self, console: Console) -> None:
        """The summary for a person."""
        table = Table(box=None, show_header=False, padding=(0, 2))
        for name in SERVICES:
            table.add_row(name, self.installation.ports.url(name), DOES[name])
        table.add_row("broker", self.installation.ports.bootstrap, "a real Apache Kafka")
        table.add_row("keys", str(_short(self.installation.keys_file)), "admin, read, write (shop demo)")
        console.print("[bold green]Ready.[/bold green]  Stop with Ctrl-C; the same command continues here.")
        console.print(table)
        console.print("Open the page of the day:")
        console.print(self.page, soft_wrap=True, highlight=False)


def _short(file: Path) -> Path:
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
