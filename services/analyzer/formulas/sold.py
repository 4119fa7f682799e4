"""What was sold of each item, from the hours of the whole shop: one look instead of one for each item of each day."""

from services.analyzer.contributions.sold import FAMILY
from services.analyzer.deltas import SHOP
from services.analyzer.known import Known
from services.analyzer.moments import HOUR
from services.analyzer.panes import PaneKey


def sold(known: Known, measure: str, start: int, end: int) -> dict[str, int]:
    """A measure of `contributions.sold` by item in [start, end) epoch seconds, both of them full hours."""
    found: dict[str, int] = {}
    head = f"{measure}:"
    for hour in range(start, end, HOUR):
        pane = known.book.get(PaneKey(FAMILY, "h", hour, SHOP))
        for name, number in () if pane is None else pane.sums.items():
            if name.startswith(head):
                item = name[len(head) :]
                found[item] = found.get(item, 0) + number
    return found
