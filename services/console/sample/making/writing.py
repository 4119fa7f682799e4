"""The data file: one JSON array a line, its first element says what it is; gzip without a time stamp."""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from services.console.sample.making.adverts import Advert
from services.console.sample.making.retail import Invoice
from services.console.sample.making.visits import Visit

MAIN_ITEMS = 12
COST_OF_USUAL, COST_OF_LOWEST = 0.5, 0.85
FLOOR_OF_USUAL, FLOOR_OF_LOWEST = 0.7, 0.95


def write(file: Path, lines: Iterable[list[object]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    file.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def items(orders: Sequence[Invoice], names: Mapping[str, str]) -> Iterator[list[object]]:
    """["item", id, title, usual price, unit cost, lowest price]; the last two only for main items.

    The set names no costs: half the usual price is assumed, but below every price that was really paid.
    """
    prices: defaultdict[str, list[int]] = defaultdict(list)
    takings: Counter[str] = Counter()
    for order in orders:
        for line in order.lines:
            prices[line.code].append(line.price)
            takings[line.code] += line.amount
    main = {code for code, _ in takings.most_common(MAIN_ITEMS)}
    for code in sorted(names, key=lambda code: (-takings[code], code)):
        usual = round(median(prices[code])) if prices[code] else 0
        if code in main:
            lowest = min(prices[code])
            cost = int(min(usual * COST_OF_USUAL, lowest * COST_OF_LOWEST))
            floor = int(min(usual * FLOOR_OF_USUAL, lowest * FLOOR_OF_LOWEST))
            yield ["item", code, names[code], usual, cost, floor]
        elif usual:
            yield ["item", code, names[code], usual]


def visits(all_visits: Sequence[Visit]) -> Iterator[list[object]]:
    """["visit", day, second, source, device, returning, seconds a page, pages, order?]."""
    for visit in all_visits:
        s = visit.session
        known = 1 if s.is_returning else 0
        line = ["visit", visit.day, visit.second, s.source, s.device, known, s.pace, " ".join(visit.pages)]
        yield [*line, visit.order] if visit.order else [*line]


def orders(invoices: Sequence[Invoice]) -> Iterator[list[object]]:
    """["order", day, second, number, customer, known, postage, [[item, quantity, price], ...]]."""
    for order in invoices:
        lines = [[line.code, line.quantity, line.price] for line in order.lines]
        known = 1 if order.is_known_buyer else 0
        yield ["order", order.day, order.second, order.number, order.customer, known, order.postage, lines]


def refunds(invoices: Sequence[Invoice], linked: Mapping[str, Invoice]) -> Iterator[list[object]]:
    """["refund", day, second, number, amount, order, lines]; the order is "" where none was found."""
    for refund in invoices:
        order = linked.get(refund.number)
        lines = [[line.code, line.quantity, line.price] for line in refund.lines]
        number = order.number if order else ""
        yield ["refund", refund.day, refund.second, refund.number, refund.amount, number, lines]


def adverts(rows: Iterable[Advert]) -> Iterator[list[object]]:
    """["advert", day, source, impressions, clicks, cost, orders, buyers, gmv]."""
    for row in rows:
        figures = [row.impressions, row.clicks, row.cost, row.orders, row.buyers, row.gmv]
        yield ["advert", row.day, row.source, *figures]
