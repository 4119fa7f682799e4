"""`console replay`: sends event files to ingest at a chosen pace, with progress and a summary of the verdicts."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from services.console.errors import ConsoleError
from services.console.eventfiles import read_lines, shaped
from services.console.installation import Installation
from services.console.keysfile import read_keys
from services.console.pacing import Due, paced
from services.console.ports import Ports
from services.console.sending import Interrupted, Sender, Tally
from services.console.signals import stop_event

KEY_VARIABLE = "DIANZHANG_KEY"


@dataclass(frozen=True)
class Replay:
    """What to send and how; `shop` replaces the lines' own, `is_history` marks every line as backfilled."""

    files: Sequence[Path]
    due: Due
    shop: str | None = None
    is_history: bool = False


def run(order: Replay, url: str, key: str) -> None:
    """Sends with a bar on stderr, prints the summary; raises ConsoleError, also when every event was rejected."""
    stop = stop_event()
    tally, started = Tally(), time.monotonic()
    with closing(Sender(url, key, stop.is_set)) as sender, suppress(Interrupted):
        send(order, sender, tally, Console(stderr=True), stop.is_set)
    Console().print(summary(tally, time.monotonic() - started))
    if stop.is_set():
        raise ConsoleError("Stopped before the end; sending the same files again counts nothing twice.")
    if tally.rejected and not tally.accepted and not tally.duplicate:
        raise ConsoleError("Every event was rejected.")


def send(
    order: Replay, sender: Sender, tally: Tally, console: Console, is_stopping: Callable[[], bool]
) -> None:
    """Every line of the files once, in order; `tally` counts the verdicts."""
    with _progress(console) as progress:
        for file in order.files:
            for group in paced(read_lines(file, progress), order.due, is_stopping):
                lines = [shaped(line, order.shop, is_history=order.is_history) for line in group]
                sender.send(lines, tally)


def summary(tally: Tally, seconds: float) -> Table:
    """One row per verdict; rejected ones by reason, with the first message of each."""
    table = Table("verdict", "events", "", box=None)
    speed = tally.sent / max(seconds, 0.001)
    table.add_row("accepted", f"{tally.accepted:,}", f"{speed:,.0f} events a second")
    if tally.duplicate:
        table.add_row("duplicate", f"{tally.duplicate:,}", "known already, counted once")
    for reason, count in tally.rejected.most_common():
        table.add_row(f"rejected: {reason}", f"{count:,}", tally.example[reason])
    return table


def key_for(given: str | None, data: Path, ports: Ports) -> str:
    """The key of the option, of DIANZHANG_KEY, or the write key in the data folder."""
    return given or os.environ.get(KEY_VARIABLE) or read_keys(Installation(data.resolve(), ports))["write"]


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)
