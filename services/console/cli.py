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


@app.command()
def up(
    data: DataOption = Path("data"),
    port_base: PortBaseOption = 8001,
    sample: Annotated[bool, typer.Option("--sample/--no-sample", help="Play the sample shop.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line when ready.")] = False,
) -> None:
    """Run the whole installation here until Ctrl-C: the broker, the four services, the sample shop."""
    from services.console.starting import start

    start(data, Ports(port_base), with_sample=sample, as_json=as_json)


@app.command()
def link(
    person: Annotated[
        str, typer.Option("--person", help="Who will use the link; what is done there bears this id.")
    ],
    data: DataOption = Path("data"),
    port_base: PortBaseOption = 8001,
) -> None:
    """Print a signed link that opens the pages for one person, good for a week."""
    from services.console.link import page_link
    from services.console.opened import access_of

    with access_of(data) as access:
        typer.echo(page_link(access, Ports(port_base).url("planner"), person))


keys_app = typer.Typer(no_args_is_help=True, help="Make, list and revoke API keys.")
app.add_typer(keys_app, name="keys")


@keys_app.command("create")
def keys_create(
    shop: Annotated[str | None, typer.Option("--shop", help="The shop; left out: every shop.")] = None,
    scope: Annotated[str, typer.Option("--scope", help="write, read or admin")] = "write",
    currency: Annotated[str | None, typer.Option("--currency", help="ISO 4217, default CNY")] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="IANA zone, default Asia/Shanghai")
    ] = None,
    exponent: Annotated[int | None, typer.Option("--exponent", help="Decimals of the currency")] = None,
    data: DataOption = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line.")] = False,
) -> None:
    """Make a key; it is shown once. A shop comes into being with its first key."""
    from services.console.keyscommands import create

    create(
        data, shop, scope, {"currency": currency, "timezone": timezone, "exponent": exponent}, as_json=as_json
    )


@keys_app.command("list")
def keys_list(data: DataOption = Path("data")) -> None:
    """List keys without their secrets."""
    from services.console.keyscommands import show

    show(data)


@keys_app.command("revoke")
def keys_revoke(
    key_id: Annotated[str, typer.Argument(help="The id that `keys list` shows.")],
    data: DataOption = Path("data"),
) -> None:
    """End a key; it is refused everywhere within 5 seconds."""
    from services.console.keyscommands import revoke

    revoke(data, key_id)


def main(run: Callable[[], object] = app) -> None:
    """Runs a command; a ConsoleError becomes one sentence on stderr and exit code 1."""
    try:
        run()
    except ConsoleError as error:
        sys.exit(error.sentence)
