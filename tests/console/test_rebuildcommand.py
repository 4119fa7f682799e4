from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from services.console.errors import ConsoleError
from services.console.ports import Ports
from services.console.rebuildcommand import run, show

METRIC = {"metric": "gmv", "equal": 7, "changed": 1, "only_before": 0, "only_after": 2, "examples": []}
REPORT = {
    "generation": 2,
    "records": 900,
    "seconds": 12.5,
    "equal": 7,
    "changed": 1,
    "only_before": 0,
    "only_after": 2,
    "metrics": [METRIC, {**METRIC, "metric": "orders", "changed": 0, "only_after": 0}],
    "is_switched": True,
    "replaced": 10,
    "why_not": None,
}


def said(report: dict[str, object]) -> str:
    text = StringIO()
    show(report, Console(file=text, width=200))
    return text.getvalue()


def test_the_operator_sees_what_differs_by_metric_and_that_it_was_switched() -> None:
    text = said(REPORT)
    assert "7 closed windows are equal, 1 changed" in text
    assert "gmv" in text
    assert "orders" not in text
    assert "Switched to generation 2; 10 windows were replaced." in text


def test_the_operator_is_told_why_it_was_not_switched() -> None:
    text = said({**REPORT, "is_switched": False, "why_not": "only a comparison was asked for"})
    assert "Not switched: only a comparison was asked for." in text


def test_a_folder_without_an_installation_is_named(tmp_path: Path) -> None:
    refused = pytest.raises(ConsoleError, match=r"There is no installation in .*nowhere")
    with refused:
        run(tmp_path / "nowhere", Ports(), only_compare=True, even_if_incomplete=False, as_json=True)
