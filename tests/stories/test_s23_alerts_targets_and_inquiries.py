"""S05, S06, S11, S23 and S39: the day against its plan, the week's inquiries, and figures that are restated."""

import pytest

from tests.stories.alerting import Alerting
from tests.stories.player import Row, moment

DAY = {"kind": "day", "start": "2026-11-19T00:00:00+08:00", "end": "2026-11-20T00:00:00+08:00"}
NEXT = {"kind": "day", "start": "2026-11-20T00:00:00+08:00", "end": "2026-11-21T00:00:00+08:00"}
WEEK = {"kind": "week", "start": "2026-11-16T00:00:00+08:00", "end": "2026-11-23T00:00:00+08:00"}
AFTER = {"kind": "week", "start": "2026-11-23T00:00:00+08:00", "end": "2026-11-30T00:00:00+08:00"}
GMV = {"plan_metric": "gmv"}


def final(play: Alerting, actual: int, target: int, window: Row = DAY, revision: int = 1) -> None:
    value = round(actual / target, 6)
    figures = {"numerator": actual, "denominator": target, "is_final": True, "revision": revision}
    play.hear_row("attainment", value, window, GMV, **figures)


def the_night() -> Alerting:
    return Alerting().at("2026-11-20T00:02:30+08:00")


def test_a_missed_day_is_for_the_digest_of_operations_and_a_met_one_for_promotion():
    play = the_night()
    final(play, 245_000, 300_000)
    alert = play.alert("day_target_missed")
    assert (alert["route"], alert["department"], alert["value"]) == ("digest", "OPS", 0.816667)
    assert moment(alert["deadline"]) == moment("2026-11-20T18:00:00+08:00")
    assert play.told("role:s1:r_OPS") == []
    other = the_night()
    final(other, 340_000, 300_000)
    assert other.alert("day_target_met")["department"] == "PRO"
    assert other.alerts("day_target_missed") == []


def test_the_next_final_day_decides_whether_it_goes_on():
    play = the_night()
    final(play, 245_000, 300_000)
    play.at("2026-11-21T00:02:30+08:00")
    final(play, 300_000, 300_000, NEXT)
    assert play.transitions("day_target_missed")[-1][:2] == ("alert.resolved", "cleared")
    assert play.alert("day_target_met")["value"] == 1


def test_a_revision_that_reaches_the_target_after_all_resolves_as_revised_once():
    play = the_night()
    final(play, 299_999, 300_000)
    final(play, 300_000, 300_000, revision=2)
    assert play.transitions("day_target_missed")[-1][:2] == ("alert.resolved", "data_revised")
    before = len(play.told())
    final(play, 300_000, 300_000, revision=2)
    final(play, 299_999, 300_000, revision=1)
    assert len(play.told()) == before


def test_a_revision_that_misses_the_target_opens_as_revised():
    play = the_night()
    final(play, 300_000, 300_000)
    final(play, 290_000, 300_000, revision=2)
    assert play.alert("day_target_missed")["is_revised"] is True


def live(play: Alerting, actual: int, expected: int, target: int) -> None:
    now = play.now.isoformat()
    parts = {"expected": expected, "actual": actual, "day_target": target, "cumulative_permil": 450}
    window = {"kind": "live", "start": "2026-11-20T00:00:00+08:00", "end": now}
    figures = {"numerator": actual, "denominator": expected}
    play.hear_row("attainment", round(actual / expected, 6), window, GMV, parts=parts, **figures)


def test_a_campaign_midday_just_under_its_path_is_silent():
    play = Alerting().at("2026-11-20T12:04:00+08:00")
    live(play, 43_000_000, 45_000_000, 100_000_000)
    play.ticks("2026-11-20T12:50:00+08:00", 10)
    assert play.alerts() == []


def test_a_day_behind_its_path_for_half_an_hour_is_told_to_operations():
    play = Alerting().at("2026-11-20T12:04:00+08:00")
    live(play, 40_000_000, 45_000_000, 100_000_000)
    play.ticks("2026-11-20T12:34:50+08:00", 5)
    assert play.alerts() == []
    assert play.pending() == ["day_target_behind"]
    play.ticks("2026-11-20T12:35:10+08:00", 5)
    alert = play.alert("day_target_behind")
    assert alert["route"] == "notice"
    (notice,) = play.told("role:s1:r_OPS")
    assert 29 <= (notice["release"] - moment(alert["opened_at"])).total_seconds() <= 31


def test_below_a_tenth_of_the_target_nothing_is_known():
    play = Alerting().at("2026-11-20T08:04:00+08:00")
    live(play, 1_000_000, 9_000_000, 100_000_000)
    play.ticks("2026-11-20T08:50:00+08:00", 10)
    assert play.alerts() == []
    assert play.pending() == []


def week(play: Alerting, buyers: int, inquirers: int, window: Row = WEEK) -> None:
    figures = {"numerator": buyers, "denominator": inquirers, "is_final": True}
    play.hear_row("inquiry_conversion", round(buyers / inquirers, 6), window, **figures)


@pytest.mark.parametrize(
    ("buyers", "inquirers", "fires"), [(499, 1000, True), (500, 1000, False), (20, 49, False)]
)
def test_half_of_those_who_ask_must_buy(buyers: int, inquirers: int, fires: bool):
    play = Alerting().at("2026-11-24T00:02:10+08:00")
    week(play, buyers, inquirers)
    assert bool(play.alerts("inquiry_conversion_low")) == fires


def test_the_week_s_verdict_is_told_to_service_at_opening_and_the_next_week_resolves_it():
    play = Alerting().at("2026-11-24T00:02:10+08:00")
    week(play, 499, 1000)
    alert = play.alert("inquiry_conversion_low")
    assert (alert["department"], alert["route"]) == ("CS", "notice")
    (notice,) = play.told("role:s1:r_CS")
    assert notice["release"] == moment("2026-11-24T09:00:00+08:00")
    play.at("2026-12-01T00:02:10+08:00")
    week(play, 510, 1000, AFTER)
    assert play.alert("inquiry_conversion_low")["state"] == "firing"
    play.at("2026-12-08T00:02:10+08:00")
    later = {"kind": "week", "start": "2026-11-30T00:00:00+08:00", "end": "2026-12-07T00:00:00+08:00"}
    week(play, 520, 1000, later)
    assert play.transitions("inquiry_conversion_low")[-1][:2] == ("alert.resolved", "cleared")
