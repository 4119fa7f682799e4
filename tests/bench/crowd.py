"""A shop with a wide assortment: each shopper has a search word, an item and an order of their own.

Shoppers come evenly from nine to 23:00, each within a few seconds: a page view of the search, one of the item, the
order, its payment. On the second day, until noon, the first fifth of them comes again and the rest does not.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

import msgspec

from services.analyzer.engine.aggregator import SourceRecord
from tests.bench.shopping import pseudonym

SHOP, LINES = "shop_0001", 100
NINE = datetime(2026, 11, 19, 1, tzinfo=UTC)  # in Shanghai
OPEN, MORNING = timedelta(hours=14), timedelta(hours=3)
DAY, TICK = timedelta(days=1), timedelta(seconds=30)
RETURNING = 5  # of how many shoppers one comes again
NOON = NINE + DAY + MORNING
Line = tuple[datetime, bytes]
_encode = msgspec.json.Encoder().encode


def lines(items: int, words: int, buyers: int) -> Iterator[Line]:
    """The events of both days: when each happened (and arrived), and its line."""
    shoppers = max(items, words, buyers)

    def came(day: int, begin: datetime, gap: timedelta, count: int) -> Iterator[Line]:
        for n in range(count):
            yield from _visit(day, n, begin + n * gap, f"{n % items}", f"{n % words}", f"{n % buyers}")

    again = max(1, shoppers // RETURNING)
    first = came(1, NINE, OPEN / shoppers, shoppers)
    return chain(first, came(2, NINE + DAY, MORNING / again, again))


def records(items: int, words: int, buyers: int) -> Iterator[SourceRecord]:
    """The same by hundreds, with a tick each half minute until noon of the second day."""
    told, waiting, offset, tick = lines(items, words, buyers), [], 0, NINE
    for at, line in chain(told, [(NOON, b"")]):
        while tick <= at or len(waiting) >= LINES:
            if waiting:
                yield SourceRecord(offset, SHOP.encode(), b"\n".join(waiting))
                waiting, offset = [], offset + 1
            if tick <= at:
                value = _encode({"tick": _text(tick)})
                yield SourceRecord(offset, None, value, is_tick=True)
                tick, offset = tick + TICK, offset + 1
        if line:
            waiting.append(line)


def _visit(day: int, n: int, at: datetime, item: str, word: str, buyer: str) -> Iterator[Line]:
    name = f"{day}{n:07x}"
    item_id, visitor = f"{600_000_000_000 + int(item) * 7919}", pseudonym(f"u{n}")
    visit = {"visitor_id": visitor, "visit_id": f"w{name}", "traffic_source": "search", "device": "mobile"}
    visit["keyword"] = f"word {int(word):06d} of many"
    line = {"line_id": "0", "item_id": item_id, "qty": 1, "unit_price_minor": 4900, "amount_minor": 4900}
    order = {"order_id": f"o{name}", "buyer_id": pseudonym(f"b{buyer}"), "visitor_id": visitor}
    sale = {**order, "amount_minor": 4900, "lines": [line]}
    said = (
        ("page.viewed", {"view_id": f"v{name}1", **visit, "page_type": "search"}),
        ("page.viewed", {"view_id": f"v{name}2", **visit, "page_type": "item", "item_id": item_id}),
        ("order.created", sale),
        ("order.paid", sale),
    )
    for number, (kind, data) in enumerate(said):
        moment = at + timedelta(milliseconds=number * 400)
        yield moment, _line(f"{kind}:{name}{number}", kind, moment, data)


def _line(event_id: str, kind: str, at: datetime, data: object) -> bytes:
    told = _text(at)
    envelope = {"specversion": "1.0", "id": event_id, "source": "/crowd", "shopid": SHOP}
    return _encode({"type": kind, **envelope, "time": told, "receivedat": told, "data": data})


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
