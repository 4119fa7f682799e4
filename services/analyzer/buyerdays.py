"""What is said of a buyer's day: the units of each item bought (metrics.md M9 buyer_item_units)."""

from collections.abc import Iterator

from services.analyzer.panes import Pane, PaneKey
from services.analyzer.standing import Spoken
from services.analyzer.values import amount

TRIFLE = 10  # a buyer's day with fewer units of an item has current rows and no final one (P)


def units_of_buyer(key: PaneKey, pane: Pane) -> Iterator[Spoken]:
    """A buyer's day holds a sum for each item bought."""
    for item_id in sorted(pane.sums):
        scope = (key.scope[0], ("item_id", item_id))
        yield Spoken(item_id, "buyer_item_units", scope, amount(pane.sums[item_id]))


def is_trifle(pane: Pane, spoken: Spoken) -> bool:
    """Whether a figure is too small for a final row that nobody has said yet."""
    return (spoken.value.numerator or 0) < TRIFLE and spoken.name not in pane.said
