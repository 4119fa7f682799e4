"""What was sold of each item, from the hours of the whole shop: one look instead of one for each item of each day."""

from collections.abc import Mapping

from services.analyzer.contributions.sold import FAMILY
from services.analyzer.deltas import SHOP
from services.analyzer.known import Known
from services.analyzer.moments import HOUR, Span
from services.analyzer.panes import PaneKey


def sold(known: Known, measure: str, start: int, end: int) -> Mapping[str, int]:
    """A measure of `contributions.sold` by item in [start, end) epoch seconds, both of them full hours."""
    span = Span(start, end)
    return known.made(f"sold {measure}", (FAMILY, "h"), span, lambda: _sold(known, f"{measure}:", span))


def _sold(known: Known, head: str, span: Span) -> dict[str, int]:
    found: dict[str, int] = {}
    for hour in range(*span, HOUR):
        pane = known.book.get(PaneKey(FAMILY, "h", hour, SHOP))
        for name, number in () if pane is None else pane.sums.items():
            if name.startswith(head):
                item = name[len(head) :]
                found[item] = found.get(item, 0) + number
    return found
