"""The tables of metrics.md, read from the page itself; it lies beside the project, if at all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parents[3] / "shared" / "spec" / "metrics.md"
HEAD = "| id | 中文 | formula | unit | scopes | windows | owner |"
BANDS_HEAD = "| metric | fail | pass | good | source |"


class Line(NamedTuple):
    """One metric of a table."""

    section: str
    metric: str
    scopes: tuple[str, ...]
    windows: tuple[str, ...]
    owner: str


def is_here() -> bool:
    """Whether the page is on this machine."""
    return PAGE.exists()


def lines() -> list[Line]:
    """Every metric of every table, in order."""
    return [line for section, cells in _rows(HEAD) for line in _lines(section, cells)]


def bands() -> list[list[str]]:
    """The rows of the table of default bands, cell by cell."""
    return [cells for _, cells in _rows(BANDS_HEAD)]


def _rows(head: str) -> Iterator[tuple[str, list[str]]]:
    section, is_inside = "", False
    for text in PAGE.read_text(encoding="utf-8").splitlines():
        if text.startswith("## "):
            section = text.split()[1]
        if text == head:
            is_inside = True
        elif not text.startswith("|"):
            is_inside = False
        elif is_inside and not text.startswith("| ---"):
            yield section, [cell.strip() for cell in text.strip("|").split("|")]


def _lines(section: str, cells: list[str]) -> Iterator[Line]:
    names, _, _, _, scopes, windows, owner = cells
    for metric in re.findall(r"`(\w+)`", names):
        yield Line(section, metric, tuple(re.findall(r"\b[A-Z]\b", scopes)), _windows(windows), owner)


def _windows(text: str) -> tuple[str, ...]:
    """The windows of a cell; "to date" and "since listing" are two words, "any" is every rN, (P) is a mark."""
    plain = text.replace("(P)", "").replace("to date", "to_date").replace("since listing", "since_listing")
    words = (
        word.replace("_", " ") if word.endswith(("_date", "_listing")) else word
        for word in re.split(r"[,\s]+", plain)
    )
    return tuple("rN" if word == "any" else word for word in words if word)
