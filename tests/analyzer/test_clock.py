from services.analyzer.clock import Clock, arrival
from services.analyzer.moments import DAY, SECOND

T = 1_800_000_000


def test_the_watermark_is_the_largest_time_seen_and_never_ahead_of_its_arrival():
    clock = Clock()
    clock.hear((T + 300) * SECOND, T, is_history=False)
    assert clock.watermark == T
    clock.hear((T - 50) * SECOND, T + 1, is_history=False)
    assert clock.watermark == T


def test_history_moves_nothing_and_is_no_arrival():
    clock = Clock()
    clock.hear(T * SECOND, T, is_history=False)
    clock.hear((T + 90) * SECOND, T + 90, is_history=True)
    clock.hear_tick(T + 59)
    assert clock.watermark == T
    clock.hear_tick(T + 60)
    assert clock.watermark == T + 60


def test_a_shop_with_nothing_but_history_follows_the_ticks():
    clock = Clock()
    clock.hear((T - 1000 * DAY) * SECOND, T, is_history=True)
    clock.hear_tick(T + 2)
    assert clock.watermark == T + 2


def test_a_late_fact_reaches_back_by_the_table():
    for kind, reach in {"p": 600, "m": 7200, "h": 3 * DAY, "d": 40 * DAY, "M": 40 * DAY}.items():
        assert Clock().reaches(kind, T, arrival(0, T + reach, is_history=False))
        assert not Clock().reaches(kind, T, arrival(0, T + reach + 1, is_history=False))
    assert Clock().reaches("d", T, arrival(0, T + 4000 * DAY, is_history=True))
    assert not Clock().reaches("m", T, arrival(0, T + 4000 * DAY, is_history=True))


def test_old_news_is_an_hour_late_or_history():
    assert arrival((T - 3600) * SECOND, T, is_history=False).is_news
    assert not arrival((T - 3601) * SECOND, T, is_history=False).is_news
    assert not arrival(T * SECOND, T, is_history=True).is_news


def test_what_no_late_fact_can_reach_is_dropped():
    assert not Clock().expires("p", T, 0, T + 1200)
    assert Clock().expires("p", T, 0, T + 1201)
    assert not Clock().expires("M", T, T + 40 * DAY, T + 80 * DAY)
