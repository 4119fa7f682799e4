from tests.stories.player import Player

OLD_DAY = "2016-11-05T00:00:00+08:00"


def row(play: Player, **envelope: object) -> None:
    told = {"day": "2016-11-05", "as_of": "2016-11-06T00:00:00+08:00", "revision": 1, "traffic_source": "ppc"}
    spent = {"impressions": 100, "clicks": 10, "cost_minor": 900}
    play.say("ad.reported", envelope={"time": "2016-11-06T00:00:00+08:00", **envelope}, **told, **spent)


def test_a_backfilled_report_counts_however_old_its_day_is():
    play = Player().at("2026-11-20T10:00:00+08:00")
    row(play, history=True)
    play.pass_to("2026-11-20T10:05:00+08:00")
    assert play.final("ad_cost", "day", OLD_DAY) == 900
    assert not play.late


def test_a_report_about_a_day_of_long_ago_that_is_no_backfill_is_late():
    play = Player().at("2026-11-20T10:00:00+08:00")
    row(play)
    play.pass_to("2026-11-20T10:05:00+08:00")
    assert not play.rows("ad_cost", "day", traffic_source="ppc")
    assert len(play.late) == 1
