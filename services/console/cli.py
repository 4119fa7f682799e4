"""The commands of `python -m services.console` and their options; what they do lives in modules of their own."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from services.console.errors import ConsoleError
from services.console.ports import Ports

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

DataOption = Annotated[Path, typer.Option("--data", help="The data folder; it survives restarts.")]
PortBaseOption = Annotated[
    int, typer.Option("--port-base", help="The first port; all others derive from it.")
]


@app.callback()
def describe() -> None:
    """Dianzhang's operator commands."""


@app.command(hidden=True)
def broker(data: DataOption = Path("data"), port_base: PortBaseOption = 8001) -> None:
    """Run only the embedded broker until Ctrl-C; prints its address."""
    from services.console.broker.command import run_broker

    run_broker(data, Ports(port_base))


def main(run: Callable[[], object] = app) -> None:
    """Runs a command; a ConsoleError becomes one sentence on stderr and exit code 1."""
    try:
        run()
    except ConsoleError as error:
        sys.exit(error.sentence)
