"""Traffic of a shop that counts its own events: every scope and window (metrics.md M2, M16)."""

import pytest

from tests.stories.browsing import jump, view
from tests.stories.player import Player

DAY = "2026-11-20T00:00:00+08:00"
STARTS = {
    "minute": "2026-11-20T10:00:00+08:00",
    "hour": "2026-11-20T10:00:00+08:00",
    "day": DAY,
    "week": "2026-11-16T00:00:00+08:00",
    "month": "2026-11-01T00:00:00+08:00",
}
SEARCH, PPC = {"traffic_source": "search"}, {"traffic_source": "ppc"}
MOBILE, NEW = {"device": "mobile"}, {"visitor_class": "new"}
ITEM = {"item_id": "i1"}


@pytest.fixture(scope="module")
def lived() -> Player:
    """Two minutes, two hours, two days and two weeks of a few visitors.

    On Friday at 10:00 u1 sees i1 twice and home, u2 by ads sees i1; at 10:01 u1 sees i2; at 11:40 u1 comes again by
    ads; on Saturday u3 sees i1 and u1 returns; u4 carts without a page view. On Monday u5 comes.
    """
    play = Player().at("2026-11-20T10:00:00+08:00")
    view(play, "v1", "u1", "i1", device="mobile")
    view(play, "v2", "u1", "i1")
    view(play, "v3", "u1")
    view(play, "v4", "u2", "i1", traffic_source="ppc")
    play.pass_to("2026-11-20T10:01:00+08:00")
    view(play, "v5", "u1", "i2")
    play.pass_to("2026-11-20T10:05:00+08:00")
    jump(play, "2026-11-20T11:40:00+08:00")
    view(play, "v6", "u1", traffic_source="ppc")
    jump(play, "2026-11-21T10:00:00+08:00")
    view(play, "v7", "u3", "i1", device="mobile")
    view(play, "v8", "u1", device="mobile")
    play.say("cart.added", visitor_id="u4", item_id="i1", qty=1, action_id="a1")
    jump(play, "2026-11-23T10:00:00+08:00")
    view(play, "v9", "u5")
    return jump(play, "2026-12-01T00:10:00+08:00")


@pytest.mark.parametrize(
    ("scope", "figures"),
    [
        ({}, (2, 2, 2, 4, 5)),
        (SEARCH, (1, 1, 1, 2, 3)),
        (PPC, (1, 1, 2, 2, 2)),
        (MOBILE, (1, 1, 1, 2, 2)),
        (NEW, (2, 2, 2, 3, 4)),
    ],
)
def test_visitors_of_every_scope_and_window(lived, scope, figures):
    windows = ("minute", "hour", "day", "week", "month")
    assert tuple(lived.final("visitors", kind, STARTS[kind], **scope) for kind in windows) == figures


def test_who_carts_without_a_page_view_is_a_visitor_of_unknown_origin(lived):
    saturday = "2026-11-21T00:00:00+08:00"
    unknown = ({"traffic_source": "unknown"}, {"device": "other"}, {"visitor_class": "unknown"})
    assert [lived.final("visitors", start=saturday, **scope) for scope in unknown] == [1, 1, 1]


@pytest.mark.parametrize(
    ("scope", "figures"),
    [({}, (2, 3, 5)), (SEARCH, (1, 1, 3)), (PPC, (1, 2, 2)), (MOBILE, (1, 1, 3)), (NEW, (2, 2, 3))],
)
def test_visits_of_every_scope_and_window(lived, scope, figures):
    found = tuple(lived.final("visits", kind, STARTS[kind], **scope) for kind in ("hour", "day", "week"))
    assert found == figures


@pytest.mark.parametrize(
    ("scope", "figures"),
    [
        ({}, (4, 5, 6, 8)),
        (SEARCH, (3, 4, 4, 6)),
        (PPC, (1, 1, 2, 2)),
        (MOBILE, (3, 4, 4, 6)),
        (NEW, (4, 5, 5, 6)),
        (ITEM, (3, 3, 3, 4)),
    ],
)
def test_page_views_of_every_scope_and_window(lived, scope, figures):
    windows = ("minute", "hour", "day", "week")
    assert tuple(lived.final("page_views", kind, STARTS[kind], **scope) for kind in windows) == figures


def test_item_visitors_of_the_hour_the_day_and_seven_days(lived):
    assert lived.final("item_visitors", "hour", STARTS["hour"], **ITEM) == 2
    assert lived.final("item_visitors", start=DAY, **ITEM) == 2
    assert lived.final("item_visitors", "r7", "2026-11-16T00:00:00+08:00", **ITEM) == 3
    of_source = {"hour": STARTS["hour"], "day": DAY, "r7": "2026-11-15T00:00:00+08:00"}
    assert [
        lived.final("item_visitors", kind, start, **ITEM, **PPC) for kind, start in of_source.items()
    ] == [1, 1, 1]


def test_items_are_ranked_by_visitors_of_the_hour_s_day_so_far_and_of_the_day(lived):
    for kind, start in (("hour", STARTS["hour"]), ("day", DAY)):
        ranks = [lived.final("item_rank", kind, start, item_id=item) for item in ("i1", "i2")]
        assert ranks == [1, 2]


def test_the_share_of_returning_visits_of_day_and_week(lived):
    shares = [lived.final_row("returning_share", kind, STARTS[kind]) for kind in ("day", "week")]
    assert [(row["numerator"], row["denominator"]) for row in shares] == [(1, 3), (2, 5)]
    shares = [lived.final_row("returning_share", kind, STARTS[kind], **PPC) for kind in ("day", "week")]
    assert [(row["numerator"], row["denominator"]) for row in shares] == [(1, 2), (1, 2)]


def test_attribution_and_overlap_of_the_day(lived):
    assert [lived.final("visitors_attributed", start=DAY, **scope) for scope in (SEARCH, PPC)] == [1, 1]
    assert lived.final("visitor_overlap", start=DAY) == 1
