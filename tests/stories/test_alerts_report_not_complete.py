"""`source_silent` of a report: yesterday's rows are not complete by ten (rules.md R14)."""

from tests.stories.alerting import Alerting
from tests.stories.market import midnight_after

ROW = {"traffic_source": "ppc", "impressions": 9, "clicks": 5, "cost_minor": 100, "revision": 1}


def tell(play: Alerting, day: str, as_of: str | None = None) -> None:
    play.say("ad.reported", day=day, as_of=as_of or midnight_after(day), **ROW)


def test_a_day_that_is_not_complete_by_ten_is_said_and_resolved_when_it_is():
    play = Alerting().at("2026-11-20T09:58:00+08:00")
    tell(play, "2026-11-18")
    tell(play, "2026-11-19", "2026-11-19T20:00:00+08:00")
    play.ticks("2026-11-20T09:59:50+08:00")
    assert not play.alerts("source_silent")
    play.ticks("2026-11-20T10:00:10+08:00")
    alert = play.alert("source_silent")
    assert (alert["scope"]["family"], alert["severity"]) == ("ad.reported", "warning")
    tell(play, "2026-11-19")
    play.ticks("2026-11-20T10:06:00+08:00")
    assert play.alert("source_silent")["state"] == "resolved"


def test_reports_that_are_complete_are_not_silent_however_long_ago_they_came():
    play = Alerting().at("2026-11-20T00:30:00+08:00")
    tell(play, "2026-11-19")
    play.jump_to("2026-11-20T20:00:00+08:00")
    play.ticks("2026-11-20T20:01:30+08:00")
    assert not [each for each in play.alerts("source_silent") if each["scope"].get("family") == "ad.reported"]
