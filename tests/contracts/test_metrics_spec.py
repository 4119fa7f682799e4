"""The catalogue against the page that it was written from."""

import re

import pytest

from services.contracts.metrics import CATALOGUE
from tests.contracts import metrics_spec
from tests.contracts.metrics_spec import Line

pytestmark = pytest.mark.skipif(
    not metrics_spec.is_here(), reason="../shared/spec/metrics.md is not on this machine"
)
LINES = metrics_spec.lines() if metrics_spec.is_here() else []
IN_WORDS = {  # the cells of M15 that are not one comparison
    ("inquiry_conversion", "good"): {(">", "1")},
    ("peer_count", "fail"): {("<", "3"), (">", "5")},
    ("peer_count", "pass"): {(">=", "3")},
    ("peer_count", "good"): {("=", "4")},
}


def test_the_tables_were_read() -> None:
    assert len(LINES) == len(CATALOGUE)
    assert len(metrics_spec.bands()) == 19


@pytest.mark.parametrize("line", LINES, ids=[line.metric for line in LINES])
def test_each_metric_has_the_scopes_windows_and_owner_of_its_line(line: Line) -> None:
    known = CATALOGUE[line.metric]
    assert (known.section, known.owner) == (line.section, line.owner)
    assert set(line.scopes) == set(known.scopes)
    assert set(line.windows) == set(known.windows)


@pytest.mark.parametrize("cells", metrics_spec.bands() if LINES else [], ids=lambda cells: cells[0])
def test_the_bands_are_those_of_the_table(cells: list[str]) -> None:
    metric = re.findall(r"`(\w+)`", cells[0])[0]
    for band, cell in zip(("fail", "pass", "good"), cells[1:4], strict=True):
        told = {(b.op, b.threshold) for b in CATALOGUE[metric].bands if b.band == band}
        assert told == IN_WORDS.get((metric, band), set(re.findall(r"([<>]=?) ([\d.]+)", cell)))


def test_no_metric_has_a_band_that_the_table_does_not_have() -> None:
    in_table = {re.findall(r"`(\w+)`", cells[0])[0] for cells in metrics_spec.bands()}
    assert {metric.id for metric in CATALOGUE.values() if metric.bands} == in_table
