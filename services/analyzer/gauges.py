"""Today's figures for monitoring: the shop's totals, and those of its traffic sources and devices."""

from collections.abc import Iterator
from typing import NamedTuple

from services.analyzer.formulas.table import FORMULAS
from services.analyzer.panes import PaneKey
from services.analyzer.shop import Shop

GAUGED = ("gmv", "orders", "buyers", "visitors", "net_sales", "refund_amount", "conversion")
SPLIT = {
    "traffic_source": ("gmv", "orders", "buyers", "visitors"),
    "device": ("gmv", "orders", "buyers", "visitors"),
}


class Gauge(NamedTuple):
    """One figure of today; `label` is empty, `traffic_source` or `device`; money in minor units."""

    metric: str
    shop_id: str
    label: str
    label_value: str
    value: float


def gauges_of(shop: Shop) -> Iterator[Gauge]:
    """The figures of the day that the shop's watermark is in; a figure without a value is left out."""
    if not shop.clock.watermark:
        return
    book, today = shop.windows.book, shop.calendar.day(shop.clock.watermark).start
    for scope in sorted(book.windows.get(("s", "d", today), ())):
        label, value_of_label = scope[0] if scope else ("", "")
        if len(scope) > 1 or (label and label not in SPLIT):
            continue
        key = PaneKey("s", "d", today, scope)
        view = shop.speaker.view(key, book.get(key))
        for metric in SPLIT.get(label, GAUGED):
            shown = FORMULAS[metric].compute(view).shown
            if shown is not None:
                yield Gauge(metric, shop.shop_id, label, value_of_label, float(shown))
