import msgspec

from services.analyzer.aggregator import ShopAggregator
from services.analyzer.engine.aggregator import SourceRecord
from services.contracts.registry import decode_line
from services.contracts.topics import METRICS, METRICS_FINAL
from tests.analyzer.shopdays import Days, lived
from tests.stories.orders import buy
from tests.stories.player import Player


def test_a_line_nobody_can_read_is_counted_and_its_neighbours_count():
    play = Player().at("2026-11-20T10:00:00+08:00")
    paid = play.line("order.paid", {"order_id": "o1", "amount_minor": 700})
    unknown = play.line("order.invented", {"order_id": "o2"})
    play.send([b"{not json", paid, unknown])
    assert play.aggregator.unread == 2
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("gmv") == 700


def test_every_row_is_an_event_of_the_contract():
    aggregator = ShopAggregator()
    records = lived(Days(3).fill(), 3)
    for record in records:
        aggregator.apply(record)
        for out in [*aggregator.take_rows(), *aggregator.current()]:
            if out.topic in (METRICS, METRICS_FINAL):
                for line in out.value.split(b"\n"):
                    decode_line(line)


def test_final_rows_of_days_and_longer_are_written_to_the_topic_that_keeps_them():
    aggregator = ShopAggregator()
    kinds: dict[str, set[str]] = {METRICS: set(), METRICS_FINAL: set()}
    for record in lived(Days(4).fill(), 4):
        aggregator.apply(record)
        for out in aggregator.take_rows():
            if out.topic in kinds:
                rows = [msgspec.json.decode(line)["data"] for line in out.value.split(b"\n")]
                kinds[out.topic] |= {row["window"]["kind"] for row in rows if row["is_final"]}
    assert {"pulse", "minute", "hour", "day"} <= kinds[METRICS]
    assert kinds[METRICS_FINAL] <= {"day", "week", "month", "quarter", "year", "rolling"}
    assert "day" in kinds[METRICS_FINAL]


def test_monitoring_sees_the_day_of_the_shop_and_its_sources():
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i1", 5000, buyer_id="b1", visitor_id="u1", traffic_source="search")
    play.tick()
    gauges = {(g.metric, g.label, g.label_value): g.value for g in play.aggregator.gauges()}
    assert gauges["gmv", "", ""] == 5000
    assert gauges["orders", "traffic_source", "search"] == 1
    assert gauges["conversion", "", ""] == 1
    progress = play.aggregator.progress()[0]
    assert (progress.shop_id, progress.late_events) == ("s1", 0)
    assert progress.open_windows > 0


def test_an_event_past_its_reach_goes_to_the_late_ones_and_changes_nothing():
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i1", 5000)
    play.pass_to("2026-11-20T10:05:00+08:00")
    old = {"envelope": {"time": "2026-10-01T10:00:00+08:00"}}
    play.say("order.paid", order_id="o2", amount_minor=900, **old)
    play.say(
        "page.viewed",
        view_id="v",
        visitor_id="u",
        page_type="home",
        envelope={"time": "2026-11-15T10:00:00+08:00"},
    )
    assert [event["type"] for event in play.late] == ["order.paid", "page.viewed"]
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("late_events") == 2
    assert {row["window"]["start"][:10] for row in play.rows("gmv", "day")} == {"2026-11-20"}


def test_a_tick_without_shops_is_remembered():
    aggregator = ShopAggregator()
    aggregator.apply(SourceRecord(0, None, b'{"tick":"2026-11-20T02:00:00.000000Z"}', is_tick=True))
    again = ShopAggregator()
    again.restore(aggregator.take_changed())
    assert again.record.tick == aggregator.record.tick > 0
