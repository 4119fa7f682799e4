"""docs/operations.md lists the series that there are."""

from pathlib import Path

from services.analyzer import gauges, telemetry
from services.runtime.telemetry import registry

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_series_of_the_service_itself_is_listed() -> None:
    names = {family.name for family in registry.collect() if family.name.startswith("analyzer_")}
    assert len(names) > 10
    assert [name for name in sorted(names) if name not in PAGE] == []


def test_every_figure_of_the_shops_is_listed() -> None:
    assert telemetry.MOST_SHOPS == 20
    for metric in gauges.GAUGED:
        assert f"_{metric}`" in PAGE or f"dianzhang_today_{metric}`" in PAGE
    for label in telemetry.Today.LABELS:
        assert f"_by_{label}`" in PAGE
