"""The events that lineage names are enough: counted again from them alone, a row says what it said."""

import random
from typing import Any, NamedTuple

import msgspec
import pytest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.history.lines import Address, Figures, Stored, epoch, read_line
from services.analyzer.lineage.looking import offsets_of
from services.analyzer.lineage.matching import Row, behind
from services.analyzer.moments import Calendar, Span
from services.contracts.registry import decode_line, type_of
from services.contracts.topics import METRICS
from tests.analyzer.lineage.log import MemoryPartition
from tests.analyzer.shopdays import PUNCTUAL, arrived, shop_days

# Figures that follow from events alone; those beside them follow from settings, prices and days without data, too.
METRICS_OF_EVENTS = [
    "gmv",
    "orders",
    "buyers",
    "identified_buyers",
    "units",
    "orders_created",
    "payment_rate",
    "refund_by_order_day",
    "value_per_buyer",
    "visitors",
    "visits",
    "page_views",
    "returning_share",
    "bounce_rate",
    "depth",
    "conversion",
    "checkout_rate",
    "ad_cost",
    "ad_clicks",
    "ad_impressions",
    "roi",
    "source_cost",
    "inquiries",
    "inquirers",
    "inquiry_conversion",
    "complaints",
    "returns",
    "bad_reviews",
    "low_share",
    "favorites",
    "cart_adds",
    "content_posts",
    "members_joined",
]
ALWAYS = frozenset(  # told before, as settings are
    {"promo.published", "promo.changed", "promo.withdrawn", "item.listed"}
)
LASTING = frozenset({"hour", "day", "week", "month", "r7", "r14", "r28", "r30"})


class Log(NamedTuple):
    """A log with its events read once, and where its shop is."""

    records: list[SourceRecord]
    events: list[list[tuple[bytes, Any]]]
    zone: str
    shop: str


def a_log(seed: int) -> Log:
    told = shop_days(seed)
    records = arrived(told.events, seed, PUNCTUAL)
    lines = [[] if record.is_tick else record.value.split(b"\n") for record in records]
    events = [[(line, decode_line(line)) for line in each] for each in lines]
    shop = next(event.shopid for each in events for _, event in each)
    return Log(records, events, told.zone.key, shop)


def finals(records: list[SourceRecord], zone: str) -> dict[Address, Stored]:
    """The last final words; the revision is not part of where they belong."""
    aggregator, found = ShopAggregator(zone_of=lambda _: zone), {}
    for record in records:
        aggregator.apply(record)
        for row in aggregator.take_rows():
            for line in row.value.split(b"\n") if row.topic == METRICS and row.value else ():
                address, said = read_line(line)
                if said.is_final:
                    found[address._replace(revision=0)] = said
    return found


def exact(said: Stored | None) -> tuple[Any, ...] | None:
    """What a row says."""
    figures = None if said is None else msgspec.json.decode(said.figures, type=Figures)
    return None if figures is None else (figures.value, figures.numerator, figures.denominator)


def reduced(log: Log, address: Address, said: Stored) -> list[SourceRecord]:
    """The log with the ticks, the events behind a row, and what was in force before."""
    calendar, end = Calendar(log.zone), msgspec.json.decode(said.figures, type=Figures).end
    scope = msgspec.json.decode(address.scope, type=dict[str, str])
    row = Row(log.shop, address.metric, Span(address.start, epoch(end)), tuple(sorted(scope.items())))
    within = offsets_of(Since(log), row, said.from_offset, said.to_offset)
    kept = []
    for record, events in zip(log.records, log.events, strict=True):
        is_inside = within.start <= record.offset < within.end
        lines = [
            line
            for line, event in events
            if event.CLASS == "S"
            or type_of(event) in ALWAYS
            or (is_inside and behind(row, event, calendar) is not None)
        ]
        if record.is_tick or lines:
            kept.append(record if record.is_tick else record._replace(value=b"\n".join(lines)))
    return kept


class Since(MemoryPartition):
    """The log as a partition that knows when its records were appended: when their last event arrived."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        at = 0
        for record, events in zip(log.records, log.events, strict=True):
            at = max([at, *(int(event.receivedat.timestamp()) for _, event in events)])
            self.append(at, record.value, is_tick=record.is_tick)


def not_enough(seed: int, rows: int) -> list[str]:
    """The rows, of as many metrics as asked for, that come out otherwise from what stands behind them."""
    log, chance = a_log(seed), random.Random(seed)
    said, wrong = finals(log.records, log.zone), []
    for metric in chance.sample(METRICS_OF_EVENTS, min(rows, len(METRICS_OF_EVENTS))):
        known = [
            at
            for at, row in said.items()
            if at.metric == metric and at.window_kind in LASTING and row.value and at.shop_id == log.shop
        ]
        if known:
            at = chance.choice(known)
            again = finals(reduced(log, at, said[at]), log.zone).get(at)
            if exact(again) != exact(said[at]):
                wrong.append(f"{at}: {exact(said[at])} but {exact(again)}")
    return wrong


@pytest.mark.parametrize("seed", range(2))
def test_a_row_follows_from_the_events_behind_it(seed: int) -> None:
    assert not_enough(seed, rows=8) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(2, 8))
def test_every_row_of_events_follows_from_the_events_behind_it(seed: int) -> None:
    assert not_enough(seed, rows=len(METRICS_OF_EVENTS)) == []
