"""From rows of the history to what a reader gets: JSON members or cells of a table."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from services.analyzer.history.lines import Figures
from services.analyzer.history.reading import Found
from services.contracts.metrics import CATALOGUE

COLUMNS = (
    "metric",
    "metric_zh",
    "window",
    "start",
    "end",
    "value",
    "numerator",
    "denominator",
    "unit",
    "revision",
    "state",
    "is_provisional",
    "null_reason",
    "error",
    "band",
    "label",
    "is_history",
    "basis",
    "parts",
    "from_offset",
    "to_offset",
)
_SAID_WHEN_KNOWN = ("null_reason", "error", "band", "label", "is_history", "parts")
STREAM = "stream"  # the basis of all rows that do not say another one
_figures = msgspec.json.Decoder(Figures).decode
_scope = msgspec.json.Decoder(dict[str, object]).decode
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def row(shop_id: str, found: Found) -> dict[str, object]:
    """One row as architecture 9 shows it; money is in minor units, ratios are 0..1."""
    said = _figures(found.figures)
    state = "final" if found.is_final else "current"
    members = {
        "metric": found.metric,
        "metric_zh": CATALOGUE[found.metric].zh,
        "scope": {"shop_id": shop_id, **_scope(found.scope)},
        "window": found.window_kind,
        "start": said.start,
        "end": said.end,
        "value": said.value,
        "numerator": said.numerator,
        "denominator": said.denominator,
        "unit": said.unit,
        "revision": found.revision,
        "state": state,
        "is_provisional": bool(said.is_provisional),
    }
    known = {name: getattr(said, name) for name in _SAID_WHEN_KNOWN}
    known |= {"from_offset": found.from_offset, "to_offset": found.to_offset}
    known["basis"] = None if said.basis == STREAM else said.basis
    return members | {name: value for name, value in known.items() if value is not None}


def table(rows: Sequence[dict[str, Any]], asked: Sequence[str]) -> str:
    """The rows as CSV with a header; each scope key is a column, no text cell can start a formula."""
    found = [name for members in rows for name in members["scope"] if name != "shop_id"]
    keys = ["shop_id", *dict.fromkeys([*asked, *found])]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*keys, *COLUMNS])
    for members in rows:
        scope = members["scope"]
        writer.writerow(
            [cell(scope.get(name)) for name in keys] + [cell(members.get(name)) for name in COLUMNS]
        )
    return text.getvalue()


def cell(value: object) -> object:
    """A value as a spreadsheet may open it: numbers stay numbers, text that would be a formula gets a quote.

    What has members of its own (`parts`) is one cell of JSON.
    """
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
