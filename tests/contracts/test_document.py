from pathlib import Path

from services.contracts.document import document
from services.contracts.metric_document import metric_document
from services.contracts.metrics import CATALOGUE
from services.contracts.registry import EVENTS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_events_is_up_to_date() -> None:
    """After a change of the contract: `python -m services.contracts`."""
    assert (DOCS / "events.md").read_text(encoding="utf-8") == document()


def test_the_page_of_metrics_is_up_to_date() -> None:
    """After a change of the catalogue: `python -m services.contracts`."""
    assert (DOCS / "metrics.md").read_text(encoding="utf-8") == metric_document()


def test_the_page_has_a_heading_for_every_metric() -> None:
    page = metric_document()
    assert all(f"### `{name}` " in page for name in CATALOGUE)


def test_the_page_has_a_heading_for_every_event() -> None:
    page = document()
    assert all(f"### `{name}` " in page for name in EVENTS)


def test_no_type_is_left_without_words() -> None:
    page = document()
    assert "<class" not in page
    assert "typing." not in page
