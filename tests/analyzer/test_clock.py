import json

from services.analyzer.clock import Arrival, Clock
from services.analyzer.moments import DAY, SECOND, utc_text
from services.analyzer.shop import Shop
from services.contracts.envelope import Envelope
from services.contracts.registry import decode_line

T = 1_800_000_000


def test_the_watermark_is_the_largest_time_seen_and_never_ahead_of_its_arrival():
    clock = Clock()
    clock.hear(T + 300, T, is_history=False)
    assert clock.watermark == T
    clock.hear(T - 50, T + 1, is_history=False)
    assert clock.watermark == T


def test_history_moves_nothing_and_is_no_arrival():
    clock = Clock()
    clock.hear(T, T, is_history=False)
    clock.hear(T + 90, T + 90, is_history=True)
    clock.hear_tick(T + 59)
    assert clock.watermark == T
    clock.hear_tick(T + 60)
    assert clock.watermark == T + 60


def test_a_shop_with_nothing_but_history_follows_the_ticks():
    clock = Clock()
    clock.hear(T - 1000 * DAY, T, is_history=True)
    clock.hear_tick(T + 2)
    assert clock.watermark == T + 2


def test_a_late_fact_reaches_back_by_the_table():
    for kind, reach in {"p": 600, "m": 7200, "h": 3 * DAY, "d": 40 * DAY, "M": 40 * DAY}.items():
        assert Clock().reaches(kind, T, Arrival(T + reach, is_history=False, is_news=False))
        assert not Clock().reaches(kind, T, Arrival(T + reach + 1, is_history=False, is_news=False))
    backfilled = Arrival(T + 4000 * DAY, is_history=True, is_news=False)
    assert Clock().reaches("d", T, backfilled)
    assert not Clock().reaches("m", T, backfilled)


def test_old_news_is_an_hour_late_or_history():
    assert came(T - 3600, T).is_news
    assert not came(T - 3601, T).is_news
    assert not came(T, T, is_history=True).is_news


def test_what_came_in_another_way_than_the_event_before_is_not_taken_for_it():
    shop = Shop("s")
    for at, is_history in ((T, False), (T, True), (T - 4000, False), (T, False)):
        shop.hear(pinged(at, T, is_history=is_history))
        assert shop.came == came(at, T, is_history=is_history)


def came(at: int, arrived: int, *, is_history: bool = False) -> Arrival:
    shop = Shop("s")
    shop.hear(pinged(at, arrived, is_history=is_history))
    return shop.came


def pinged(at: int, arrived: int, *, is_history: bool) -> Envelope:
    line = {
        "type": "page.pinged",
        "specversion": "1.0",
        "id": "p1",
        "source": "/shop",
        "time": utc_text(at * SECOND),
        "receivedat": utc_text(arrived * SECOND),
        "shopid": "s",
        "history": is_history,
        "data": {"view_id": "v", "visitor_id": "u", "seq": 1, "active_seconds": 10},
    }
    return decode_line(json.dumps(line).encode())


def test_what_no_late_fact_can_reach_is_dropped():
    assert not Clock().expires("p", T, 0, T + 1200)
    assert Clock().expires("p", T, 0, T + 1201)
    assert not Clock().expires("M", T, T + 40 * DAY, T + 80 * DAY)
