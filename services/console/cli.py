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
UrlOption = Annotated[str | None, typer.Option("--url", help="Where ingest is; default: the one here.")]
WriteKeyOption = Annotated[
    str | None, typer.Option("--key", help="A write key; default: DIANZHANG_KEY, then keys.json.")
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


@app.command()
def replay(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="NDJSON or a JSON array; .gz too.")
    ],
    speed: Annotated[
        float | None, typer.Option("--speed", help="So many times as fast as it happened.")
    ] = None,
    rate: Annotated[float | None, typer.Option("--rate", help="So many events a second.")] = None,
    at_most: Annotated[bool, typer.Option("--max", help="As fast as it goes, the default.")] = False,
    shop: Annotated[
        str | None, typer.Option("--shop", help="Send to this shop, whatever the events say.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Mark as backfilled: counts everywhere, alerts nobody.")
    ] = False,
    url: UrlOption = None,
    key: WriteKeyOption = None,
    data: DataOption = Path("data"),
    port_base: PortBaseOption = 8001,
) -> None:
    """Send event files to ingest at a chosen pace."""
    from services.console import pacing, replay

    if at_most and (speed, rate) != (None, None):
        raise ConsoleError(pacing.CHOOSE_ONE)
    order = replay.Replay(files, pacing.chosen(speed, rate), shop, history)
    ports = Ports(port_base)
    replay.run(order, url or ports.url("ingest"), replay.key_for(key, data, ports))


@app.command()
def rebuild(
    compare_only: Annotated[
        bool, typer.Option("--compare-only", help="Count anew and compare, then leave all as it is.")
    ] = False,
    even_if_incomplete: Annotated[
        bool,
        typer.Option("--even-if-incomplete", help="Switch although the log's beginning is no longer there."),
    ] = False,
    data: DataOption = Path("data"),
    port_base: PortBaseOption = 8001,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON line.")] = False,
) -> None:
    """Count the log anew beside the running analyzer, compare, and switch to the new count."""
    from services.console import rebuildcommand

    rebuildcommand.run(
        data,
        Ports(port_base),
        only_compare=compare_only,
        even_if_incomplete=even_if_incomplete,
        as_json=as_json,
    )


@app.command()
def erase(
    buyer: Annotated[
        str | None, typer.Option("--buyer", help="The buyer's id, as the shop knows it.")
    ] = None,
    visitor: Annotated[str | None, typer.Option("--visitor", help="The visitor's id.")] = None,
    shop: Annotated[
        str | None, typer.Option("--shop", help="Left out: the one that the key writes to.")
    ] = None,
    person: Annotated[str | None, typer.Option("--person", help="Who does this.")] = None,
    url: UrlOption = None,
    key: WriteKeyOption = None,
    data: DataOption = Path("data"),
    port_base: PortBaseOption = 8001,
) -> None:
    """Forget a person: the id is replaced everywhere, totals stay. Prints the erasure's id."""
    from services.console import erasecommand, replay

    ports = Ports(port_base)
    order = erasecommand.Erasure(buyer, visitor, shop, person)
    typer.echo(erasecommand.run(order, url or ports.url("ingest"), replay.key_for(key, data, ports)))


topics_app = typer.Typer(
    invoke_without_command=True, help="What the topics are for, and whether the broker has them so."
)
app.add_typer(topics_app, name="topics")
BrokerOption = Annotated[str | None, typer.Option("--broker", help="host:port; default: the one here.")]


@topics_app.callback()
def topics(context: typer.Context) -> None:
    """List the topics: what they hold, who writes and reads them, how long they are kept."""
    from services.console import topicscommand

    if context.invoked_subcommand is None:
        topicscommand.show()


@topics_app.command("check")
def topics_check(broker: BrokerOption = None, port_base: PortBaseOption = 8001) -> None:
    """Say what differs between the broker's topics and the contracts."""
    from services.console import topicscommand

    topicscommand.check(broker, Ports(port_base))


@topics_app.command("create")
def topics_create(broker: BrokerOption = None, port_base: PortBaseOption = 8001) -> None:
    """Create the topics that are missing, such as on a broker of your own."""
    from services.console import topicscommand

    topicscommand.create(broker, Ports(port_base))


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
