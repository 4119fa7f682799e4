"""`console up` from its options: what to show, what to start beside the services, in which money the shop counts."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from services.console import up
from services.console.installation import Installation
from services.console.ports import Ports
from services.console.ready import Ready
from services.console.sample import beside, opening

NO_MONEY: Mapping[str, object] = {}


def start(data: Path, ports: Ports, *, with_sample: bool, as_json: bool) -> None:
    """Runs until a stop signal; everything for people goes to stderr, the JSON line to stdout."""
    console = Console(stderr=True)

    def when_ready(ready: Ready, extras: ExitStack) -> None:
        if as_json:
            sys.stdout.write(ready.line() + "\n")
            sys.stdout.flush()
        else:
            ready.show(console)
        if with_sample:
            beside.play(ready, extras, console)

    money = opening.MONEY if with_sample else NO_MONEY
    up.run(Installation(data.resolve(), ports), console, money, when_ready)
