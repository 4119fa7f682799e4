"""Page health of a shop whose figures come from the platform's rows (metrics.md M3, M14)."""

import pytest

from tests.analyzer.formulas.trafficrows import DAY, NEXT, by_rows, report
from tests.stories.browsing import jump, view
from tests.stories.player import Player

SPLITS: tuple[dict[str, str], ...] = (
    {},
    {"traffic_source": "ppc"},
    {"visitor_class": "returning"},
    {"item_id": "i1"},
)
SUNDAY = "2026-11-23T00:03:00+08:00"


@pytest.mark.parametrize("scope", SPLITS)
def test_bounce_and_dwell_of_rows_in_every_scope_day_and_week(scope):
    play = by_rows()
    report(play, 90, visits=100, page_views=250, one_page_visits=40, dwell_seconds=3000, **scope)
    jump(play, NEXT)
    row = play.final_row("bounce_rate", start=DAY, **scope)
    assert (row["numerator"], row["denominator"], row["basis"]) == (40, 100, "report")
    report(play, 90, visits=60, one_page_visits=40, day="2026-11-21", **scope)
    jump(play, SUNDAY)
    assert play.final("bounce_rate", "week", **scope) == 0.5
    if "item_id" not in scope:
        assert play.final("depth", start=DAY, **scope) == 2.5
        assert play.final("depth", "week", **scope) == 2.5
    if "visitor_class" not in scope:
        assert play.final("dwell_seconds", start=DAY, **scope) == 30
        assert play.final("dwell_seconds", "week", **scope) == 30


def test_by_visitor_the_rows_say_visitors_with_one_page():
    play = by_rows(bounce_by="visitor")
    report(play, 80, visits=100, page_views=240, one_page_visits=40, one_page_visitors=20)
    jump(play, NEXT)
    assert play.final("bounce_rate", start=DAY) == 0.25
    assert play.final("depth", start=DAY) == 3


def test_a_partial_row_makes_page_health_provisional():
    play = by_rows()
    report(play, 80, visits=100, one_page_visits=40, as_of="2026-11-20T12:00:00+08:00")
    jump(play, NEXT)
    assert play.final_row("bounce_rate", start=DAY)["is_provisional"]


def test_a_row_restated_after_months_is_a_revision_of_its_day():
    play = by_rows()
    report(play, 80, visits=100, one_page_visits=40)
    jump(play, NEXT)
    jump(play, "2027-05-01T10:00:00+08:00")
    report(play, 80, visits=100, one_page_visits=50, revision=2)
    jump(play, "2027-05-01T10:01:00+08:00")
    row = play.final_row("bounce_rate", start=DAY)
    assert (row["value"], row["revision"]) == (0.5, 2)


def test_cells_of_rows_are_adjusted_and_rows_without_cells_are_not_and_say_so():
    play = by_rows()
    for who, source, bounced in (
        ("new", "search", 80),
        ("unknown", "ppc", 80),
        ("returning", "search", 40),
        ("returning", "ppc", 45),
    ):
        report(
            play,
            90,
            visits=100,
            page_views=200,
            one_page_visits=bounced,
            visitor_class=who,
            traffic_source=source,
        )
    jump(play, SUNDAY)
    row = play.final_row("bounce_rate_adjusted", "week")
    assert (row["value"], row["basis"], row.get("label")) == (0.685, "report", None)
    plain = by_rows()
    report(plain, 90, visits=400, page_views=800, one_page_visits=245)
    report(plain, 90, visits=400, page_views=800, one_page_visits=245, visitor_class="new")
    jump(plain, SUNDAY)
    row = plain.final_row("bounce_rate_adjusted", "week")
    assert (row["value"], row["label"]) == (0.6125, "not adjusted")
    assert plain.final("depth_adjusted", "week") == 2


def test_without_heartbeats_a_shop_of_events_takes_dwell_from_rows():
    play = Player().at("2026-11-20T23:00:00+08:00")
    view(play, "v1", "u1", "i1")
    report(play, 90, visits=100, dwell_seconds=1500)
    jump(play, NEXT)
    row = play.final_row("dwell_seconds", start=DAY)
    assert (row["value"], row["basis"]) == (15, "report")
    assert play.final_row("bounce_rate", start=DAY)["basis"] == "stream"
