"""The reference job in words: per shop, source and minute of event time, one row when the window has closed.

Views are page.viewed and item.viewed, visitors distinct ids of any event, orders order.paid, buyers its distinct
visitors, gmv its cents. A window closes when its shop's event time passes its end by a minute.
"""

from typing import NamedTuple

MINUTE_MS = 60_000
GRACE_MS = 60_000
VIEWS = ("page.viewed", "item.viewed")


class RowKey(NamedTuple):
    """The window of a row: its start in epoch milliseconds, shop and source."""

    window: int
    shop_id: str
    source: str


class Figures(NamedTuple):
    """What a row says."""

    views: int
    visitors: int
    orders: int
    buyers: int
    gmv_cents: int


def row(key: RowKey, figures: Figures) -> dict[str, object]:
    """A row as JSON members."""
    return {**key._asdict(), **figures._asdict()}
