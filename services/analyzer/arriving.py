"""Counts what arrived in a record, once for all of it (metrics.md M13 `rejected_share`)."""

from collections.abc import Mapping

from services.analyzer.deltas import SHOP
from services.analyzer.entities.arrivals import Arrivals
from services.analyzer.panes import PaneKey
from services.analyzer.windows import Windows

Arrived = dict[tuple[int, str | None], int]
"""How many arrived at an epoch second and were accepted (None) or refused for a reason."""


def count_arrivals(arrived: Mapping[tuple[int, str | None], int], last: Arrivals, windows: Windows) -> None:
    """Everything received counts on the day of its arrival and in the last ten minutes, refused or not."""
    for (at, reason), times in arrived.items():
        last.hear(at, reason, times)
        span = windows.calendar.span("d", at)
        key = PaneKey("s", "d", span.start, SHOP)
        pane = windows.ensure(key, span.end)
        for name in ("received", *([f"rejected {reason}"] if reason is not None else [])):
            pane.add(name, times)
        windows.stir(key, pane)
