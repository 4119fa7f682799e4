"""Traffic of a shop whose figures come from the platform's rows (metrics.md M0 Basis, M2, M16)."""

import pytest

from tests.analyzer.formulas.trafficrows import DAY, NEXT, by_rows, report
from tests.stories.browsing import jump, view
from tests.stories.orders import buy
from tests.stories.player import Player

SPLITS: tuple[dict[str, str], ...] = (
    {},
    {"traffic_source": "ppc"},
    {"device": "mobile"},
    {"visitor_class": "returning"},
    {"item_id": "i1"},
)


@pytest.mark.parametrize("scope", SPLITS)
def test_a_row_of_each_split_gives_its_figures_and_says_where_they_come_from(scope):
    play = by_rows()
    report(play, 300, visits=330, page_views=900, **scope)
    jump(play, NEXT)
    counted = "item_visitors" if "item_id" in scope else "visitors"
    row = play.final_row(counted, start=DAY, **scope)
    assert (row["value"], row["basis"]) == (300, "report")
    assert play.final("page_views", start=DAY, **scope) == 900
    if "item_id" not in scope:
        assert play.final_row("visits", start=DAY, **scope)["value"] == 330


@pytest.mark.parametrize("scope", SPLITS)
def test_hours_come_from_rows_with_the_hour_and_days_from_rows_without_it(scope):
    play = by_rows()
    report(play, 300, page_views=900, visits=330, **scope)
    report(play, 70, page_views=100, visits=80, hour=9, as_of="2026-11-20T10:00:00+08:00", **scope)
    jump(play, NEXT)
    counted = "item_visitors" if "item_id" in scope else "visitors"
    nine = "2026-11-20T09:00:00+08:00"
    assert play.final(counted, "hour", nine, **scope) == 70
    assert play.final("page_views", "hour", nine, **scope) == 100
    assert play.final(counted, start=DAY, **scope) == 300
    assert "is_provisional" not in play.final_row(counted, "hour", nine, **scope)


def test_events_and_rows_are_never_mixed():
    play = by_rows()
    view(play, "v1", "u1", "i1")
    jump(play, NEXT)
    for metric in ("visitors", "page_views", "visits", "bounce_rate", "returning_share", "visitor_overlap"):
        row = play.final_row(metric, start=DAY)
        assert (row.get("value"), row["null_reason"], row["basis"]) == (None, "no_data", "report")
    plain = Player().at("2026-11-20T23:50:00+08:00")
    report(plain, 300, visits=330, page_views=900, one_page_visits=30)
    view(plain, "v1", "u1", "i1")
    jump(plain, "2026-11-21T00:33:00+08:00")
    found = [plain.final(metric, start=DAY) for metric in ("visitors", "page_views", "visits", "bounce_rate")]
    assert found == [1, 1, 1, 1]


def test_sums_are_taken_from_finer_rows_and_distinct_counts_are_not():
    play = by_rows()
    report(play, 200, visits=210, page_views=500, traffic_source="search")
    report(play, 150, visits=160, page_views=300, traffic_source="ppc")
    jump(play, NEXT)
    assert play.final("page_views", start=DAY) == 800
    assert play.final("visits", start=DAY) == 370
    assert play.final_row("visitors", start=DAY)["null_reason"] == "no_data"


def test_longer_windows_sum_visits_and_views_and_have_no_visitors():
    play = by_rows()
    report(play, 200, visits=210, page_views=500)
    jump(play, NEXT)
    report(play, 100, visits=110, page_views=300, day="2026-11-21")
    jump(play, "2026-11-23T00:03:00+08:00")
    assert play.final("page_views", "week") == 800
    assert play.final("visits", "week") == 320
    for kind in ("week", "r28"):
        assert play.final_row("visitors", kind)["null_reason"] == "no_data"
    assert play.final_row("conversion", "week").get("value") is None


def test_a_row_that_does_not_run_to_the_end_of_its_day_is_provisional_until_one_does():
    play = by_rows()
    report(play, 300, as_of="2026-11-20T20:00:00+08:00", page_views=900)
    jump(play, NEXT)
    first = play.final_row("visitors", start=DAY)
    assert (first["value"], first["is_provisional"]) == (300, True)
    report(play, 340, page_views=1000)
    report(play, 320, as_of="2026-11-20T21:00:00+08:00", revision=9)
    jump(play, "2026-11-21T00:10:00+08:00")
    second = play.final_row("visitors", start=DAY)
    assert (second["value"], second["revision"], second.get("is_provisional")) == (340, 2, None)


def test_sales_by_source_come_from_rows_and_the_rest_of_the_shop_is_unattributed():
    play = by_rows()
    for number in range(4):
        buy(play, f"o{number}", "i1", 10000, buyer_id=f"b{number}", traffic_source="search")
    report(play, 300, traffic_source="ppc", buyers=2, orders=2, gmv_minor=19000)
    report(play, 500, traffic_source="search", buyers=1, orders=1, gmv_minor=10000)
    report(play, 700, device="mobile", buyers=3, orders=3, gmv_minor=30000)
    report(play, 100, visitor_class="new", buyers=1, orders=1, gmv_minor=9000)
    report(play, 800, buyers=9, orders=9, gmv_minor=90000)
    jump(play, NEXT)
    ppc = {"traffic_source": "ppc"}
    found = [play.final(m, start=DAY, **ppc) for m in ("gmv", "orders", "buyers", "conversion")]
    assert found == [19000, 2, 2, 0.006667]
    assert play.final("value_per_buyer", start=DAY, **ppc) == 9500
    assert play.final("aov_per_order", start=DAY, **ppc) == 9500
    assert play.final("gmv", start=DAY, device="mobile") == 30000
    assert play.final("conversion", start=DAY, device="mobile") == 0.004286
    assert play.final("conversion", start=DAY, visitor_class="new") == 0.01
    assert [play.final(m, start=DAY) for m in ("gmv", "orders", "buyers")] == [40000, 4, 4]
    assert play.final("conversion", start=DAY) == 0.005
    rest = {"traffic_source": "unattributed"}
    assert [play.final(m, start=DAY, **rest) for m in ("gmv", "orders", "buyers")] == [11000, 1, 1]
    assert play.final_row("gmv", start=DAY, **rest)["basis"] == "report"


def test_what_is_unattributed_follows_the_orders_and_the_rows():
    play = by_rows()
    buy(play, "o1", "i1", 10000, buyer_id="b1")
    report(play, 300, traffic_source="ppc", buyers=1, orders=1, gmv_minor=9000)
    jump(play, NEXT)
    rest = {"traffic_source": "unattributed"}
    assert play.final("gmv", start=DAY, **rest) == 1000
    buy(play, "o2", "i1", 5000, buyer_id="b2", envelope={"time": "2026-11-20T23:00:00+08:00"})
    jump(play, "2026-11-21T00:10:00+08:00")
    assert play.final("gmv", start=DAY, **rest) == 6000
    report(play, 300, traffic_source="ppc", buyers=1, orders=1, gmv_minor=15000, revision=2)
    jump(play, "2026-11-21T00:15:00+08:00")
    assert play.final("gmv", start=DAY, **rest) == 0
    jump(play, "2026-11-23T00:03:00+08:00")
    assert play.final("gmv", "week", **rest) == 0
    assert play.final("gmv", "week", traffic_source="ppc") == 15000
    assert play.final("buyers", "week", traffic_source="ppc") is None


def test_a_shop_that_never_told_an_order_takes_its_sales_from_the_rows_until_it_does():
    play = by_rows()
    report(play, 800, buyers=8, orders=9, gmv_minor=90000)
    report(play, 100, item_id="i1", buyers=5)
    jump(play, NEXT)
    assert [play.final(m, start=DAY) for m in ("gmv", "orders", "buyers")] == [90000, 9, 8]
    assert play.final("conversion", start=DAY) == 0.01
    assert play.final("value_per_buyer", start=DAY) == 11250
    assert play.final("item_conversion", start=DAY, item_id="i1") == 0.05
    for metric in ("units", "orders_created", "refund_amount", "net_sales", "identified_buyers"):
        row = play.final_row(metric, start=DAY)
        assert (row.get("value"), row["null_reason"]) == (None, "no_data")
    row = play.rows("gmv", "day_so_far", is_final=False)[-1]
    assert (row.get("value"), row["null_reason"]) == (None, "no_data")
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    report(play, 400, buyers=9, orders=9, gmv_minor=90000, day="2026-11-21")
    jump(play, "2026-11-22T00:03:00+08:00")
    later = "2026-11-21T00:00:00+08:00"
    assert [play.final(m, start=later) for m in ("gmv", "orders", "buyers")] == [5000, 1, 1]
    assert [play.final(m, start=DAY) for m in ("gmv", "orders", "buyers")] == [90000, 9, 8]


def test_a_mean_conversion_of_days_sums_buyers_and_visitors_of_the_rows():
    play = by_rows()
    report(play, 1000, buyers=20)
    jump(play, NEXT)
    report(play, 500, buyers=25, day="2026-11-21")
    jump(play, "2026-11-22T00:03:00+08:00")
    row = play.final_row("conversion", "r14")
    assert (row["value"], row["numerator"], row["denominator"]) == (0.03, 45, 1500)
    assert play.final("conversion_mean", "r28") == 0.03


def test_the_items_of_a_day_are_ranked_by_the_visitors_of_their_rows():
    play = by_rows()
    report(play, 100, item_id="i1", page_views=100)
    report(play, 200, item_id="i2", page_views=200)
    report(play, 100, item_id="i3", page_views=150)
    jump(play, NEXT)
    ranks = [play.final("item_rank", start=DAY, item_id=item) for item in ("i2", "i3", "i1")]
    assert ranks == [1, 2, 3]
    assert play.final_row("item_rank", start=DAY, item_id="i2")["basis"] == "report"


def test_overlap_of_sources_and_returning_visits_come_from_their_rows():
    play = by_rows()
    report(play, 800, visits=1000)
    report(play, 300, traffic_source="ppc", visits=400)
    report(play, 600, traffic_source="search", visits=600)
    report(play, 200, visitor_class="returning", visits=250)
    report(play, 600, visitor_class="new", visits=750)
    report(play, 50, visitor_class="returning", traffic_source="ppc", visits=80)
    report(play, 250, visitor_class="new", traffic_source="ppc", visits=320)
    jump(play, NEXT)
    assert play.final("visitor_overlap", start=DAY) == 100
    assert play.final("visitors_attributed", start=DAY, traffic_source="ppc") == 300
    assert play.final("returning_share", start=DAY) == 0.25
    assert play.final("returning_share", start=DAY, traffic_source="ppc") == 0.2


def test_a_basis_set_from_an_earlier_day_on_says_the_windows_since_then_anew():
    play = Player().at("2026-11-20T23:50:00+08:00")
    view(play, "v1", "u1")
    report(play, 300)
    jump(play, NEXT)
    assert play.final("visitors", start=DAY) == 1
    since = {"effective_from": "2026-11-20T12:00:00+08:00", "revision": 1}
    play.say("shop.configured", timezone="Asia/Shanghai", currency="CNY", traffic_basis="report", **since)
    jump(play, "2026-11-21T00:10:00+08:00")
    row = play.final_row("visitors", start=DAY)
    assert (row["value"], row["basis"], row["revision"]) == (300, "report", 2)


def test_visitors_of_the_day_so_far_are_unknown_in_rows():
    play = by_rows()
    report(play, 300, hour=9, as_of="2026-11-20T10:00:00+08:00")
    jump(play, NEXT)
    row = play.rows("visitors", "day_so_far", is_final=False)[-1]
    assert (row.get("value"), row["null_reason"], row["basis"]) == (None, "no_data", "report")


def test_a_day_told_by_rows_of_the_next_morning_is_no_day_without_data():
    play = by_rows()
    report(play, 300, visits=330, one_page_visits=33)
    jump(play, "2026-11-22T09:00:00+08:00")
    report(play, 400, visits=440, one_page_visits=44, day="2026-11-21")
    jump(play, "2026-11-22T09:10:00+08:00")
    saturday = "2026-11-21T00:00:00+08:00"
    assert play.final("visitors", start=saturday) == 400
    assert play.final("bounce_rate", start=saturday) == 0.1
    assert play.final("returning_share", start=saturday) is None
