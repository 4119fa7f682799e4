"""Days without data: ingest or the producer of the sales was silent for most of the business hours (metrics.md M13)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.moments import Calendar, Span
from services.analyzer.silence import business, ingest_silence, overlap
from tests.analyzer.optional import killed
from tests.stories.orders import buy
from tests.stories.player import Player

FRIDAY, NEXT = "2026-11-20T00:00:00+08:00", "2026-11-27T00:00:00+08:00"


def has_data(play: Player, day: str) -> bool:
    known = play.aggregator._held["s1"].shop.known
    return known.has_data(known.calendar.day_of(date.fromisoformat(day)).start)


def minutes(play: Player, until: str) -> Player:
    """A tick a minute."""
    end = Player().at(until).now
    while play.now < end:
        play.at(min(end, play.now + timedelta(minutes=1))).tick()
    return play


def hourly_sales(play: Player, day: str, hours: range, producer: str = "/s1/till") -> None:
    """One order an hour by a producer, while ingest ticks."""
    for hour in hours:
        minutes(play, f"{day}T{hour:02}:00:00+08:00")
        envelope = {"source": producer, "id": f"{producer}{day}{hour}"}
        play.say("order.paid", envelope=envelope, order_id=f"o{producer}{day}{hour}", amount_minor=100)


def test_a_day_on_which_ingest_was_away_for_most_of_the_business_hours_has_no_data():
    play = Player().at("2026-11-20T09:00:00+08:00")
    buy(play, "o1", "i1", 500)
    minutes(play, "2026-11-20T16:20:00+08:00")
    play.at("2026-11-21T00:03:00+08:00").tick()
    assert not has_data(play, "2026-11-20")
    assert play.final("gmv", "day", FRIDAY) == 500
    assert play.final_row("refund_amount", "day", FRIDAY)["null_reason"] == "no_data"
    assert play.final_row("complaints", "day", FRIDAY)["null_reason"] == "no_data"


def test_half_of_the_business_hours_are_enough():
    play = Player().at("2026-11-20T09:00:00+08:00")
    buy(play, "o1", "i1", 500)
    minutes(play, "2026-11-20T16:40:00+08:00")
    play.at("2026-11-21T00:03:00+08:00").tick()
    assert has_data(play, "2026-11-20")
    assert play.final("refund_amount", "day", FRIDAY) == 0


def test_business_hours_are_those_of_the_shop():
    play = Player().at("2026-11-20T09:00:00+08:00")
    opens(play, "10:00", "16:00")
    buy(play, "o1", "i1", 500)
    minutes(play, "2026-11-20T13:10:00+08:00")
    play.at("2026-11-21T00:03:00+08:00").tick()
    assert has_data(play, "2026-11-20")


def opens(play: Player, at: str, closes: str) -> None:
    shop = {"timezone": "Asia/Shanghai", "currency": "CNY", "opens_at": at, "closes_at": closes}
    play.say("shop.configured", effective_from="2026-11-01T00:00:00+08:00", revision=1, **shop)


def test_business_hours_told_after_ingest_was_away_decide_whether_it_was_away_for_too_long():
    play = Player().at("2026-11-20T09:00:00+08:00")
    buy(play, "o1", "i1", 500)
    minutes(play, "2026-11-20T13:10:00+08:00")
    play.leap_to("2026-11-21T00:03:00+08:00")
    assert not has_data(play, "2026-11-20")
    assert play.final_row("refund_amount", "day", FRIDAY)["null_reason"] == "no_data"
    opens(play, "10:00", "16:00")
    play.leap_to("2026-11-21T00:04:00+08:00")
    assert has_data(play, "2026-11-20")
    row = play.final_row("refund_amount", "day", FRIDAY)
    assert (row["value"], row["revision"]) == (0, 2)


def test_business_hours_told_after_the_producer_of_the_sales_was_silent_decide_over_its_day():
    play = Player().at("2026-11-20T08:00:00+08:00")
    hourly_sales(play, "2026-11-20", range(8, 24))
    play.at("2026-11-27T00:00:00+08:00")
    hourly_sales(play, "2026-11-27", range(1, 10))
    minutes(play, "2026-11-28T00:03:00+08:00")
    hourly_sales(play, "2026-11-28", range(1, 2))
    assert not has_data(play, "2026-11-27")
    opens(play, "06:00", "13:00")
    play.leap_to("2026-11-28T01:02:00+08:00")
    assert has_data(killed(play), "2026-11-27")
    assert play.final("refund_amount", "day", NEXT) == 0


def test_a_day_on_which_the_producer_of_the_sales_was_silent_has_no_data_though_ingest_was_well():
    play = Player().at("2026-11-20T08:00:00+08:00")
    hourly_sales(play, "2026-11-20", range(8, 24))
    play.at("2026-11-27T00:00:00+08:00")
    hourly_sales(play, "2026-11-27", range(1, 10))
    minutes(play, "2026-11-28T00:03:00+08:00")
    assert has_data(play, "2026-11-20")
    assert not has_data(play, "2026-11-27")
    assert play.final("gmv", "day", NEXT) == 900
    assert play.final_row("refund_amount", "day", NEXT)["null_reason"] == "no_data"
    hourly_sales(play, "2026-11-28", range(1, 2))
    assert not has_data(play, "2026-11-27")


def test_two_producers_of_sales_are_not_silent_while_one_of_them_is_heard():
    play = Player().at("2026-11-20T08:00:00+08:00")
    hourly_sales(play, "2026-11-20", range(8, 24))
    play.at("2026-11-27T08:00:00+08:00")
    hourly_sales(play, "2026-11-27", range(8, 10))
    hourly_sales(play, "2026-11-27", range(10, 24), "/s1/second")
    minutes(play, "2026-11-28T00:03:00+08:00")
    assert has_data(play, "2026-11-27")


def test_a_small_shop_whose_pauses_nobody_knows_yet_is_not_silent():
    play = Player().at("2026-11-20T09:00:00+08:00")
    buy(play, "o1", "i1", 500)
    minutes(play, "2026-11-21T00:03:00+08:00")
    assert has_data(play, "2026-11-20")


def test_a_day_of_history_has_data_when_anything_of_it_came():
    play = Player().at("2026-11-20T10:00:00+08:00")
    buy(play, "o1", "i1", 500, envelope={"time": "2026-10-10T10:00:00+08:00", "id": "h", "history": True})
    play.pass_to("2026-11-20T10:01:00+08:00")
    assert has_data(play, "2026-10-10")
    assert not has_data(play, "2026-10-11")


def test_business_hours_begin_and_end_by_the_clock_of_the_shop():
    berlin = Calendar("Europe/Berlin")
    short = berlin.day_of(date(2026, 3, 29))
    assert short.spans["d"].end - short.start == 23 * 3600
    assert business(berlin, short, "00:00", "24:00") == short.spans["d"]
    assert business(berlin, short, "09:00", "18:00").end - berlin.at(short.date, "09:00") == 9 * 3600
    assert business(berlin, short, "20:00", "02:00") == Span(
        berlin.at(short.date, "20:00"), short.spans["d"].end
    )


@given(st.integers(0, 10**6), st.integers(0, 10**4))
def test_ingest_is_silent_from_two_minutes_after_its_last_tick(last, gap):
    silent = ingest_silence(last, last + gap)
    assert silent.end - silent.start == max(0, gap - 3) * 60
    assert overlap(silent, Span(0, silent.start)) == 0
