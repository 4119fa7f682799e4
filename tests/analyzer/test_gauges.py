import random
from collections import Counter
from datetime import datetime, timedelta

import msgspec
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.analyzer.gauges import Gauge, is_in
from services.analyzer.panes import Said
from services.analyzer.telemetry import Shown, Today
from services.contracts.catalogue.entry import Band
from services.runtime import telemetry
from tests.stories.orders import buy
from tests.stories.player import Player

MOST_SERIES = 2_000
TEN = datetime.fromisoformat("2026-11-20T10:00:00+08:00")


def gauges(play: Player) -> dict[tuple[str, str, str], float]:
    """(metric, label, its value) -> figure."""
    return {(g.metric, g.label, g.label_value): g.value for g in play.aggregator.gauges()}


def test_the_best_five_items_have_slots_in_the_order_of_their_visitors() -> None:
    play = Player().at(TEN)
    for item in range(7):
        for visitor in range(item + 1):
            play.say(
                "page.viewed",
                view_id=f"v{item}-{visitor}",
                visitor_id=f"u{visitor}",
                page_type="item",
                item_id=f"i{item}",
            )
    buy(play, "o1", "i6", 500)
    play.tick()
    seen = {value: figure for (metric, _, value), figure in gauges(play).items() if metric == "item_visitors"}
    assert seen == {"1": 7, "2": 6, "3": 5, "4": 4, "5": 3}
    assert gauges(play)["gmv", "item_slot", "1"] == 500
    assert gauges(play)["gmv", "item_slot", "2"] == 0


def test_a_department_whose_last_closed_figure_fails_its_band_is_counted() -> None:
    play = Player().at(TEN)
    for buyer in ("b1", "b2", "b3"):
        play.say(
            "inquiry.opened",
            inquiry_id=f"q{buyer}",
            buyer_id=buyer,
            agent_id="p1",
            channel="wangwang",
            is_presale=True,
        )
    buy(play, "o1", "i1", 500, buyer_id="b1")
    play.pass_to("2026-11-22T00:03:00+08:00")  # the figure waits a day for payments
    assert play.final("inquiry_conversion") == pytest.approx(0.333333)
    assert gauges(play)["failing_figures", "department", "CS"] >= 1


@pytest.mark.parametrize(
    ("said", "op", "threshold", "is_inside"),
    [
        (Said(1, 1, 2, None), "<", "0.50", False),
        (Said(1, 1, 3, None), "<", "0.50", True),
        (Said(1, 7, 10, None), ">=", "0.70", True),
        (Said(1, 699_999, 1_000_000, None), ">=", "0.70", False),
        (Said(1, 3, None, None), "<", "3", False),
        (Said(1, 0, 0, "zero_denominator"), "<", "1", False),
        (Said(1, None, None, "no_data"), "<", "1", False),
    ],
)
def test_a_figure_is_compared_with_its_band_exactly(
    said: Said, op: str, threshold: str, is_inside: bool
) -> None:
    assert is_in(said, Band("fail", op, threshold)) is is_inside


def test_a_figure_of_a_shop_without_series_is_not_even_computed() -> None:
    play = Player().at(TEN)
    buy(play, "o1", "i1", 500)
    play.tick()
    assert play.aggregator.gauges(lambda shop: shop == "s1") != []
    assert play.aggregator.gauges(lambda shop: shop == "s2") == []


def flood(names: int, shops: int) -> ShopAggregator:
    """So many items, search words, buyers, visitors and producers, each of which is looked at and bought once."""
    aggregator, chance = ShopAggregator(), random.Random(1)
    for shop in range(shops):
        for first in range(shop, names, shops * LINES):
            numbers = range(first, min(names, first + shops * LINES), shops)
            lines = [line for number in numbers for line in _sale(number, f"s{shop}", chance)]
            aggregator.apply(SourceRecord(0, f"s{shop}".encode(), b"\n".join(lines)))
    aggregator.apply(SourceRecord(0, None, b'{"tick":"2026-11-20T02:04:00.000000Z"}', is_tick=True))
    return aggregator


def _sale(number: int, shop: str, chance: random.Random) -> list[bytes]:
    at = (TEN + timedelta(milliseconds=number)).isoformat()
    envelope = {"specversion": "1.0", "source": f"/p{number}", "time": at, "shopid": shop, "receivedat": at}
    page = {"view_id": f"v{number}", "visitor_id": f"u{number}", "page_type": "item", "item_id": f"i{number}"}
    line = {"line_id": "1", "item_id": f"i{number}", "qty": 1, "unit_price_minor": 9, "amount_minor": 9}
    paid = {"order_id": f"o{number}", "buyer_id": f"b{number}", "amount_minor": 9, "lines": [line]}
    device = chance.choice(["mobile", "pc", "other"])  # a closed list at the door; sources are the shop's own
    source = f"own{number}" if number % SOURCES_EVERY == 0 else "search"
    more = {"traffic_source": source, "keyword": f"k{number}", "device": device}
    told = (("page.viewed", page), ("order.paid", paid))
    return [
        msgspec.json.encode({**envelope, "id": f"{kind}{number}", "type": kind, "data": {**data, **more}})
        for kind, data in told
    ]


LINES, SOURCES_EVERY = 250, 20
A_LOT = pytest.param(100_000, marks=[pytest.mark.slow, pytest.mark.timeout(1_200)])


@pytest.mark.parametrize("names", [1_500, A_LOT])
def test_whatever_is_sent_there_are_never_more_than_two_thousand_series(names: int) -> None:
    aggregator, today, registry = flood(names, shops=30), Today(Shown()), CollectorRegistry()
    registry.register(today)
    split = {label: _split(aggregator, label) for label in Today.LABELS}
    every_label = [
        Gauge(metric, f"s{shop}", label, value, 1)
        for shop in range(30)
        for label, values in Today.LABELS.items()
        for value in [*values, "unheard of"]
        for metric in split[label]
    ]
    today.refresh([*aggregator.gauges(today.shown.has), *every_label])
    health = ("watermark_lag_seconds", "open_windows", "pending_revisions", "late_events")
    today.refresh_health({name: {f"s{shop}": 1 for shop in range(30)} for name in health})
    told = _series(registry) + _series(telemetry.registry)
    print(f"{told.total()} series")
    assert told.total() <= MOST_SERIES
    assert len({shop for name, shop in _shops(registry)}) == 20


def _split(aggregator: ShopAggregator, label: str) -> set[str]:
    found = {gauge.metric for gauge in aggregator.gauges() if gauge.label == label}
    return found or {"failing_figures"}


def _series(registry: CollectorRegistry) -> Counter[str]:
    lines = generate_latest(registry).decode().splitlines()
    return Counter(line.split("{")[0].split(" ")[0] for line in lines if line and line[0] != "#")


def _shops(registry: CollectorRegistry) -> list[tuple[str, str]]:
    return [
        (family.name, sample.labels["shop"])
        for family in registry.collect()
        for sample in family.samples
        if "shop" in sample.labels
    ]
