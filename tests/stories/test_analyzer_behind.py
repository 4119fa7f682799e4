"""The analyzer has fallen behind: its rows say nothing new, but facts that just arrived say that ingest is alive."""

from datetime import timedelta

from tests.stories.alerting import Alerting
from tests.stories.orders import buy
from tests.stories.player import moment


class Behind(Alerting):
    """A shop whose figures stop coming when `is_behind` is set."""

    is_behind = False

    def _take_rows(self) -> None:
        if not self.is_behind:
            super()._take_rows()


def the_morning() -> Behind:
    """All was well until ten; then the analyzer has more to count than it can."""
    play = Behind()
    play.at("2026-11-20T09:57:00+08:00")
    buy(play, "o0", "i1", 100)
    play.ticks("2026-11-20T10:00:00+08:00", 5)
    play.is_behind = True
    return play


def orders_until(play: Behind, when: str, every: float, **envelope: str) -> None:
    """An order now and then; nothing else is heard, as ticks are told by the analyzer."""
    number = 0
    while play.now < moment(when):
        play.sleep_to(play.now + timedelta(seconds=every), 15)
        number += 1
        buy(play, f"o{number}", "i1", 100, **({"envelope": envelope} if envelope else {}))
        play.clockwork.turn()


def test_facts_that_arrive_keep_ingest_and_the_shop_from_being_called_silent():
    play = the_morning()
    orders_until(play, "2026-11-20T10:20:00+08:00", every=60)
    assert play.alerts("source_silent") == []


def test_without_facts_either_it_is_silent_after_two_minutes():
    play = the_morning()
    orders_until(play, "2026-11-20T10:05:00+08:00", every=60)
    last = play.now
    play.sleep_to("2026-11-20T10:08:00+08:00", 2)
    alert = play.alert("source_silent")
    assert alert["scope"] == {"shop_id": "s1", "family": "ingest"}
    assert timedelta(minutes=2) <= moment(alert["opened_at"]) - last <= timedelta(minutes=2, seconds=6)


def test_what_our_own_services_write_is_no_sign_of_ingest():
    play = the_morning()
    orders_until(play, "2026-11-20T10:05:00+08:00", every=60, source="/planner")
    assert play.alert("source_silent")["scope"] == {"shop_id": "s1", "family": "ingest"}


def test_facts_that_come_again_end_the_silence():
    play = the_morning()
    play.sleep_to("2026-11-20T10:05:00+08:00", 5)
    assert play.alert("source_silent")["state"] == "firing"
    orders_until(play, "2026-11-20T10:17:00+08:00", every=30)
    assert play.transitions("source_silent")[-1][:2] == ("alert.resolved", "cleared")
