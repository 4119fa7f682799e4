"""What reported search words and main image impressions of a day add (metrics.md M4)."""

from services.analyzer.contributions.reports import add_row, narrow, of_grain
from services.analyzer.deltas import SHOP, Contributions
from services.analyzer.entities.reports import Grain, Row
from services.analyzer.moments import Span

DAILY = "d"
WORD, PAIR, ITEM = ("keyword",), ("item_id", "keyword"), ("item_id",)
SUMMED = {"visitors": "told_visitors", "buyers": "told_buyers", "orders": "told_orders"}
IMAGE = {"impressions": "image_impressions", "clicks": "image_clicks"}


def words(span: Span, rows: list[Row], grains: list[Grain]) -> Contributions:
    """Rows by word, and by word and item; that there are any is said of the shop, and of the item."""
    out = Contributions()
    for names in (WORD, PAIR):
        for row in of_grain(rows, grains, names):
            add_row(out, DAILY, span, [narrow(row, names)], row, SUMMED, "told_partial")
            out.total("s", DAILY, span.start, [narrow(row, names)], "told_rows", 1)
    for row in rows:
        searched = [SHOP, narrow(row, ITEM)] if "item_id" in row.grain else [SHOP]
        out.total("s", DAILY, span.start, searched, "searched", 1)
    return out


def images(span: Span, rows: list[Row], grains: list[Grain]) -> Contributions:
    """Impressions and clicks of main images by item."""
    out = Contributions()
    for row in of_grain(rows, grains, ITEM):
        add_row(out, DAILY, span, [narrow(row, ITEM)], row, IMAGE, "image_partial")
    return out
