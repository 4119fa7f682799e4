"""The input of the reference job: a seeded stream of shop events as NDJSON records, and the truth about it.

50 shops with Zipf(1) sizes, 200,000 visitors, 100 events per second of event time, a fifth of the events up to 30 s
late; a record holds at most 100 events and 20 s of event time of one shop. One tick per shop, ten minutes later,
closes the last windows and is not part of the truth.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

import msgspec

from tests.bench.job import MINUTE_MS, VIEWS, Figures, RowKey

SHOPS = [f"shop_{number:04d}" for number in range(50)]
SOURCES = (
    *("direct", "google_ads", "facebook", "instagram", "line", "tiktok"),
    *("youtube", "email", "sms", "affiliate", "organic", "referral"),
)
TYPES = ("page.viewed", "item.viewed", "cart.added", "inquiry.opened", "order.paid")
START_MS = int(datetime(2026, 11, 23, 4, tzinfo=UTC).timestamp()) * 1000
ZONE = timezone(timedelta(hours=8))
EVENTS_PER_RECORD, RECORD_SPAN_MS, EVENT_GAP_MS, CLOSING_MS = 100, 20_000, 10, 600_000
_encode = msgspec.json.Encoder().encode


class Drawn(NamedTuple):
    """One event as drawn, before it is written."""

    shop: str
    source: str
    type: str
    visitor: str
    at_ms: int
    amount: int


class Truth:
    """The right figures of every window, counted as the events are drawn."""

    def __init__(self) -> None:
        """No events yet."""
        self._sums: defaultdict[RowKey, list[int]] = defaultdict(lambda: [0, 0, 0])
        self._visitors: defaultdict[RowKey, set[str]] = defaultdict(set)
        self._buyers: defaultdict[RowKey, set[str]] = defaultdict(set)

    def count(self, event: Drawn) -> None:
        """Add one event."""
        key = RowKey(event.at_ms - event.at_ms % MINUTE_MS, event.shop, event.source)
        sums = self._sums[key]
        self._visitors[key].add(event.visitor)
        if event.type in VIEWS:
            sums[0] += 1
        elif event.type == "order.paid":
            sums[1] += 1
            sums[2] += event.amount
            self._buyers[key].add(event.visitor)

    def figures(self) -> dict[RowKey, Figures]:
        """What each window must show."""
        return {
            key: Figures(views, len(self._visitors[key]), orders, len(self._buyers[key]), gmv)
            for key, (views, orders, gmv) in self._sums.items()
        }


def draw(events: int, seed: int) -> Iterator[Drawn]:
    """The events in the order of their arrival."""
    dice = random.Random(seed)
    shop_sizes = [1 / rank for rank in range(1, len(SHOPS) + 1)]
    source_sizes = [1 / rank for rank in range(2, len(SOURCES) + 2)]
    shops = dice.choices(SHOPS, shop_sizes, k=events)
    sources = dice.choices(SOURCES, source_sizes, k=events)
    types = dice.choices(TYPES, (70, 15, 8, 2, 5), k=events)
    for number in range(events):
        delay = dice.randrange(30_000) if dice.random() < 0.2 else dice.randrange(2_000)
        at_ms = max(START_MS + number * EVENT_GAP_MS - delay, START_MS)
        visitor = f"v_{dice.randrange(200_000):06d}"
        amount = dice.randrange(1_000, 500_000)
        yield Drawn(shops[number], sources[number], types[number], visitor, at_ms, amount)


def records(events: int, seed: int, truth: Truth) -> Iterator[tuple[str, bytes]]:
    """(shop, NDJSON) in the order of the log; fills in the truth on the way."""
    waiting: dict[str, list[bytes]] = {shop: [] for shop in SHOPS}
    last_ms = START_MS
    for number, event in enumerate(draw(events, seed)):
        truth.count(event)
        last_ms = max(last_ms, event.at_ms)
        lines = waiting[event.shop]
        lines.append(line(number, event))
        if len(lines) == EVENTS_PER_RECORD:
            yield event.shop, _joined(lines)
        if number % (RECORD_SPAN_MS // EVENT_GAP_MS) == 0:
            yield from ((shop, _joined(lines)) for shop, lines in waiting.items() if lines)
    yield from ((shop, _joined(lines)) for shop, lines in waiting.items() if lines)
    for number, shop in enumerate(SHOPS):
        yield shop, line(events + number, Drawn(shop, "direct", "tick", "tick", last_ms + CLOSING_MS, 0))


def line(number: int, event: Drawn) -> bytes:
    """An event of about 260 bytes."""
    moment = datetime.fromtimestamp(event.at_ms / 1000, ZONE).isoformat(timespec="milliseconds")
    body = {
        "id": f"{number:08x}-0000-4000-8000-{number:012x}",
        "type": event.type,
        "occurred_at": moment,
        "shop_id": event.shop,
        "visitor_id": event.visitor,
        "session_id": f"s_{event.visitor[2:]}_{number % 16_777_216:06x}",
        "source": event.source,
        "device": "mobile" if number % 10 < 7 else "desktop",
        "item_id": f"item_{number % 2000:06d}",
    }
    if event.type == "order.paid":
        body |= {"amount_cents": event.amount, "quantity": 1 + number % 3}
    return _encode(body)


def _joined(lines: list[bytes]) -> bytes:
    record = b"\n".join(lines)
    lines.clear()
    return record
