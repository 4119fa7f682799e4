"""`console rebuild`: lets the analyzer count its log anew, compares and switches, and shows what differs."""

import json
import subprocess
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from services.console.errors import ConsoleError
from services.console.installation import Installation, python
from services.console.ports import Ports

OURS = ("equal", "changed", "only_before", "only_after")


def run(data: Path, ports: Ports, *, only_compare: bool, even_if_incomplete: bool, as_json: bool) -> None:
    """Runs beside the installation in `data`; ConsoleError when it could not be done."""
    installation = Installation(data.resolve(), ports)
    if not installation.data.is_dir():
        raise ConsoleError(f"There is no installation in {installation.data}: name its folder with --data.")
    report = _report(installation, only_compare=only_compare, even_if_incomplete=even_if_incomplete)
    if as_json:
        Console(soft_wrap=True).print(json.dumps(report, ensure_ascii=False), markup=False, highlight=False)
    else:
        show(report, Console())


def _report(installation: Installation, *, only_compare: bool, even_if_incomplete: bool) -> dict[str, Any]:
    log = installation.logs / "rebuild.log"
    command = [python(), "-m", "services.analyzer.rebuild", "--log", str(log)]
    command += ["--compare-only"] if only_compare else []
    command += ["--even-if-incomplete"] if even_if_incomplete else []
    done = subprocess.run(
        command, env=dict(installation.environment("analyzer")), stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise ConsoleError(f"Nothing was switched; what the second count said is in {log}.")
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def show(report: dict[str, Any], console: Console) -> None:
    """The report for a person: one line a metric that differs, and what was done."""
    table = Table(box=None, padding=(0, 2))
    for name in ("metric", *OURS):
        table.add_column(name.replace("_", " "), justify="left" if name == "metric" else "right")
    for metric in report["metrics"]:
        if any(metric[name] for name in OURS[1:]):
            table.add_row(metric["metric"], *(str(metric[name]) for name in OURS))
    console.print(
        f"{report['records']} records counted anew in {report['seconds']} s: {report['equal']} closed windows are "
        f"equal, {report['changed']} changed, {report['only_before']} only before, {report['only_after']} only after."
    )
    if table.row_count:
        console.print(table)
    if report["is_switched"]:
        console.print(
            f"Switched to generation {report['generation']}; {report['replaced']} windows were replaced."
        )
    else:
        console.print(f"Not switched: {report['why_not']}.")
