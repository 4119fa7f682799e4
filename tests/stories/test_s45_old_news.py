"""S45: thirty days of history with sub-floor orders change the reports and none of the guard's live windows."""

from datetime import timedelta

from tests.stories.orders import buy, set_cost
from tests.stories.player import Player, moment

FIRST = moment("2026-10-20T12:00:00+08:00")


def history(play: Player) -> None:
    set_cost(play, "i1", 6000, 8000, since="2026-10-01T00:00:00+08:00")
    for number in range(50):
        then = {"history": True, "time": FIRST + timedelta(hours=14 * number)}
        buy(play, f"h{number}", "i1", 100, buyer_id=f"b{number}", envelope=then)


def test_history_counts_in_days_and_months_and_says_so():
    play = Player().at("2026-11-20T09:00:00+08:00")
    history(play)
    play.pass_to("2026-11-20T09:10:00+08:00")
    days = play.rows("orders", "day")
    assert sum(row["value"] for row in days) == 50
    assert all(row["is_history"] for row in days)
    assert play.final("gmv", "month", "2026-10-01T00:00:00+08:00") == 2000


def test_no_live_window_of_the_guard_sees_history_and_a_live_order_is_seen_as_ever():
    play = Player().at("2026-11-20T09:00:00+08:00")
    history(play)
    play.pass_to("2026-11-20T09:10:00+08:00")
    assert not play.rows("below_floor_units", "pulse", is_final=False, item_id="i1")
    assert not play.rows("below_floor_units", "to_date", is_final=False, item_id="i1")
    buy(play, "o1", "i1", 100, buyer_id="b1")
    play.tick()
    assert play.current("below_floor_units", "pulse", item_id="i1") == 1
    assert play.current("promo_loss", "to_date", item_id="i1") == 5900


def test_the_same_history_again_changes_nothing():
    play = Player().at("2026-11-20T09:00:00+08:00")
    history(play)
    play.pass_to("2026-11-20T09:10:00+08:00")
    said = len(play.finals)
    history(play)
    play.pass_to("2026-11-20T09:11:00+08:00")
    assert [row["data"] for row in play.finals[said:] if row["data"]["revision"] > 1] == []
