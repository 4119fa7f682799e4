"""docs/options.md lists what a shop can change, with the range that is accepted."""

from pathlib import Path

import pytest

from services.contracts.vocabulary import OPTIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "options.md").read_text(encoding="utf-8")
ROWS = {row[0].strip("`"): row for line in PAGE.splitlines() if (row := line.strip("| ").split(" | "))}


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_is_listed_with_its_range(name: str) -> None:
    low, high = OPTIONS[name]
    assert ROWS[name][2:4] == [str(low), str(high)]
