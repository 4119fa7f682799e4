"""S40: ingest is silent: nobody knows what happened, so windows without anything are null, not 0."""

from tests.stories.orders import buy
from tests.stories.player import Player, moment


def test_an_hour_without_events_and_ticks_is_null_and_one_with_ticks_alone_is_zero():
    play = Player().at("2026-11-20T08:10:00+08:00")
    buy(play, "o1", "i1", 5000)
    play.pass_to("2026-11-20T10:00:00+08:00")
    play.at("2026-11-20T11:30:00+08:00")
    play.pass_to("2026-11-20T13:30:00+08:00")
    assert play.final("orders", "hour", "2026-11-20T08:00:00+08:00") == 1
    assert play.final("orders", "hour", "2026-11-20T09:00:00+08:00") == 0
    silent = play.final_row("orders", "hour", "2026-11-20T10:00:00+08:00")
    assert "value" not in silent
    assert silent["null_reason"] == "no_data"
    assert play.final("orders", "hour", "2026-11-20T12:00:00+08:00") == 0


def test_silence_is_said_with_the_moment_of_the_last_tick_and_of_each_producer():
    play = Player().at("2026-11-20T08:00:00+08:00")
    buy(play, "o1", "i1", 5000)
    play.pass_to("2026-11-20T08:01:00+08:00")
    row = play.current_row("silence_seconds", "live", family="ingest")
    assert moment(row["parts"]["latest_received_at"]) >= moment("2026-11-20T08:00:54+08:00")
    row = play.current_row("silence_seconds", "live", producer="/s1/storefront")
    assert moment(row["parts"]["latest_received_at"]) == moment("2026-11-20T08:00:00+08:00")
