from pathlib import Path

from services.contracts.document import document
from services.contracts.registry import EVENTS

PAGE = Path(__file__).parents[2] / "docs" / "events.md"


def test_the_page_of_events_is_up_to_date() -> None:
    """After a change of the contract: `python -m services.contracts`."""
    assert PAGE.read_text(encoding="utf-8") == document()


def test_the_page_has_a_heading_for_every_event() -> None:
    page = document()
    assert all(f"### `{name}` " in page for name in EVENTS)


def test_no_type_is_left_without_words() -> None:
    page = document()
    assert "<class" not in page
    assert "typing." not in page
