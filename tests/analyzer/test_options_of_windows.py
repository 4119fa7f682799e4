"""When windows are final, and how long they can be changed: as a shop sets it (docs/options.md)."""

from tests.analyzer.formulas.friday import FRIDAY, at_ten
from tests.analyzer.optional import buy, configure, friday, killed, late_order, live_on, view
from tests.stories.player import Player


def is_final(play: Player, start: str) -> bool:
    return any(row["window"]["start"] == start for row in play.rows("orders", "hour"))


TEN, ELEVEN = "2026-11-20T10:00:00+08:00", "2026-11-20T11:00:00+08:00"


def test_a_shop_whose_tills_are_slow_has_final_hours_ten_minutes_after_their_end():
    play = at_ten()
    configure(play, grace_seconds=600)
    view(play, 1, friday("10:30"))
    view(play, 2, "2026-11-20T11:09:59+08:00")
    assert not is_final(play, TEN)
    view(play, 3, friday("11:10"))
    assert is_final(play, TEN)


def test_a_grace_holds_for_the_windows_that_end_under_it_those_that_run_included():
    play = at_ten()
    view(play, 1, friday("10:30"))
    configure(play, since=friday("11:00"), grace_seconds=0)
    view(play, 2, friday("11:01"))
    assert not is_final(play, TEN)
    view(killed(play), 3, friday("11:02"))
    assert is_final(play, TEN)
    view(play, 4, "2026-11-20T11:59:59+08:00")
    assert not is_final(play, ELEVEN)
    view(play, 5, friday("12:00"))
    assert is_final(play, ELEVEN)


def test_in_a_shop_with_long_pauses_the_time_of_the_ticks_is_followed_later():
    play = at_ten()
    configure(play, quiet_seconds=1800)
    view(play, 1, friday("10:50"))
    play.leap_to(friday("11:19"))
    assert not is_final(play, TEN)
    killed(play).leap_to("2026-11-20T11:20:01+08:00")
    assert is_final(play, TEN)


def test_an_order_told_after_fifty_days_counts_in_a_shop_that_waits_for_sixty():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, late_days=60)
    buy(play, 1, friday("10:00"))
    live_on(play, "2026-11-21", "2027-01-09")
    late_order(killed(play), 2, "2026-11-20")
    assert play.final("gmv", "day", FRIDAY) == 200
    live_on(play, "2027-01-10", "2027-01-21")
    late_order(play, 3, "2026-11-20")
    assert play.final("gmv", "day", FRIDAY) == 200
    assert len(play.late) == 1


def test_an_order_told_after_two_days_is_late_in_a_shop_that_waits_for_one():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, late_days=1)
    buy(play, 1, friday("10:00"))
    live_on(play, "2026-11-21", "2026-11-22")
    late_order(play, 2, "2026-11-20")
    late_order(play, 3, "2026-11-21")
    assert play.final("gmv", "day", FRIDAY) == 100
    assert play.final("gmv", "day", "2026-11-21T00:00:00+08:00") == 100
    assert len(play.late) == 1


def test_who_waits_longer_from_a_day_on_waits_no_longer_for_the_days_before():
    play = Player().at("2026-11-20T09:00:00+08:00")
    configure(play, since="2026-11-21T00:00:00+08:00", late_days=60)
    live_on(play, "2026-11-20", "2027-01-10")
    late_order(play, 1, "2026-11-20")
    late_order(play, 2, "2026-11-21")
    assert play.final("gmv", "day", "2026-11-21T00:00:00+08:00") == 100
    assert not [
        row for row in play.rows("gmv", "day") if row["window"]["start"] == FRIDAY and row.get("value")
    ]
