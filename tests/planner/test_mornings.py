"""Mornings of a shop, from rows and settings to goals, M12 rows, the report and the page (S05, S06, S08-S10)."""
# long because the same lived shop is followed through all its mornings

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.contracts import topics
from services.planner.briefing import morning_report
from services.planner.targets import target_set
from services.planner.web.rendering import Page, whole_page
from tests.planner.shop import SHOP, LivedShop, at, day_row, goals, hour_row, reports, rows, stamped

DAY = date(2026, 11, 26)


def usual_days(shop: LivedShop, until: date, count: int = 28) -> None:
    """28 days of search 1000 / 20 / 2,000.00 and ppc 500 / 10 / 1,000.00 at 1.00 a visitor."""
    for back in range(count, 0, -1):
        day = until - timedelta(days=back)
        shop.closes(day, 300_000, buyers=30, visitors=1500)
        shop.sources(day, search=(1000, 20, 200_000), ppc=(500, 10, 100_000))
        shop.take(topics.METRICS, [day_row("source_cost", day, 50_000, traffic_source="ppc")])


@pytest.fixture
def shop() -> LivedShop:
    lived = LivedShop(now=at(date(2026, 10, 27), 9))
    lived.configure(gross_margin=0.4)
    lived.target("2026-11", 9_000_000)
    usual_days(lived, DAY)
    lived.clock.set(at(DAY, 0, 5))
    lived.settle()
    lived.target("2026-11-26", 300_000, at(date(2026, 11, 25), 12))
    return lived


def worked_day(shop: LivedShop) -> None:
    shop.clock.set(at(date(2026, 11, 27), 0, 3))
    shop.closes(DAY, 245_000, buyers=25, visitors=1400)
    shop.sources(DAY, search=(1100, 22, 209_000), ppc=(300, 3, 36_000))
    shop.take(topics.METRICS, [day_row("source_cost", DAY, 30_000, traffic_source="ppc")])


def test_a_missed_day_is_judged_and_explained_in_money(shop: LivedShop) -> None:
    worked_day(shop)
    said = shop.settle()
    attained = [
        row.data for row in rows(said, "attainment") if set(row.data.scope) == {"shop_id", "plan_metric"}
    ]
    assert [(each.value, each.numerator, each.denominator) for each in attained] == [
        (0.816667, 245_000, 300_000)
    ]
    assert attained[0].is_final
    by_factor = {
        (row.data.scope["traffic_source"], row.data.scope.get("factor")): row.data.value
        for row in rows(said, "contribution")
    }
    assert by_factor == {
        ("ppc", "visitors"): -32_667, ("ppc", "conversion"): -43_667, ("ppc", "value_per_buyer"): 12_334,
        ("search", "visitors"): 19_500, ("search", "conversion"): 0, ("search", "value_per_buyer"): -10_500,
        ("ppc", None): -64_000, ("search", None): 9_000, ("unattributed", None): 0,
    }  # fmt: skip


def test_the_page_and_the_report_say_the_worked_example(shop: LivedShop) -> None:
    worked_day(shop)
    shop.settle()
    shop.clock.set(at(date(2026, 11, 27), 9, 30))
    view = shop.view()
    assert view.verdict.state == "missed"
    assert view.verdict.headline.zh == "昨天未达标，少 550.00：主要缺在直通车转化，−436.67。"
    assert view.verdict.headline.en == "Yesterday missed by 550.00: most of it is PPC conversion, −436.67."
    assert view.verdict.second is not None
    assert "+195.00" in view.verdict.second.zh
    assert view.explanation is not None
    ppc = next(line for line in view.explanation.sources if line.traffic_source == "ppc")
    assert [factor.contribution for factor in ppc.factors] == [-32_667, -43_667, 12_334]
    assert (ppc.cost.planned_spend, ppc.cost.spend) == (50_000, 30_000)
    assert any("320 visitors" in words.en and "lose money" in words.en for words in view.explanation.advice)
    report = morning_report(view)
    assert (report["report_id"], report["period"]) == ("morning-2026-11-27", "2026-11-26")
    assert [section["id"] for section in report["sections"]] == ["verdict", "explain", "items", "alerts"]
    assert report["sections"][0]["rows"][0]["attainment"] == 0.816667
    explain = {row["traffic_source"]: row for row in report["sections"][1]["rows"]}
    assert explain["ppc"]["contribution"] == -64_000
    assert explain["ppc"]["source_cost"] == 30_000
    assert explain[None]["contribution"] == -55_000


def test_a_met_day_names_the_visitors_of_search(shop: LivedShop) -> None:
    shop.clock.set(at(date(2026, 11, 27), 0, 3))
    shop.closes(DAY, 340_000, buyers=34, visitors=1700)
    shop.sources(DAY, search=(1200, 24, 240_000), ppc=(500, 10, 100_000))
    said = shop.settle()
    attained = [row.data.value for row in rows(said, "attainment") if len(row.data.scope) == 2]
    assert attained == [1.133333]
    parts = {
        (row.data.scope["traffic_source"], row.data.scope["factor"]): row.data.value
        for row in rows(said, "contribution")
        if "factor" in row.data.scope
    }
    assert {key: value for key, value in parts.items() if value} == {("search", "visitors"): 40_000}


def test_a_revised_day_is_judged_again_by_the_same_target_once(shop: LivedShop) -> None:
    worked_day(shop)
    shop.settle()
    shop.closes(DAY, 260_000, revision=2)
    said = shop.settle()
    attained = [row.data for row in rows(said, "attainment") if len(row.data.scope) == 2]
    assert [(each.revision, each.numerator, each.denominator) for each in attained] == [(2, 260_000, 300_000)]
    shop.closes(DAY, 260_000, revision=2)
    assert shop.settle() == []


def test_the_report_goes_out_at_nine_and_once_more_when_it_is_revised(shop: LivedShop) -> None:
    worked_day(shop)
    shop.settle()
    shop.clock.set(at(date(2026, 11, 27), 8, 59, 50))
    assert reports(shop.settle()) == []
    shop.clock.set(at(date(2026, 11, 27), 9, 0))
    out = reports(shop.settle())
    assert [(each.data.report_id, each.data.period, each.data.revision) for each in out] == [
        ("morning-2026-11-27", "2026-11-26", 1)
    ]
    assert reports(shop.settle()) == []
    shop.closes(DAY, 255_000, revision=2)
    shop.closes(DAY, 260_000, revision=3)
    assert reports(shop.settle()) == []
    shop.clock.advance(31)
    assert [each.data.revision for each in reports(shop.settle())] == [2]


@pytest.mark.parametrize(("options", "revised"), [({}, []), ({"late_days": 60}, [2])])
def test_a_report_is_said_again_for_as_long_as_the_shop_waits_for_late_orders(
    shop: LivedShop, options: dict[str, int], revised: list[int]
) -> None:
    worked_day(shop)
    shop.configure(options=options)
    shop.settle()
    shop.clock.set(at(date(2026, 11, 27), 9, 0))
    assert len(reports(shop.settle())) == 1
    shop.clock.set(at(date(2027, 1, 15), 9, 0))
    shop.closes(DAY, 260_000, revision=2)
    shop.settle()
    shop.clock.advance(31)
    assert [each.data.revision for each in reports(shop.settle())] == revised
    assert shop.view().verdict.revision == 2
    assert shop.view().verdict.previous_actual == 245_000


def test_goals_add_up_and_only_what_changed_is_said_again() -> None:
    shop = LivedShop(now=at(date(2026, 11, 1), 8))
    shop.target("2026-11", 3_000_000)
    first = goals(shop.settle())
    assert first[0].data.nodes_total == len(first)
    assert all(goal.data.nodes_total is None for goal in first[1:])
    days = [goal.data for goal in first if goal.data.level == "day"]
    assert len(days) == 30
    assert sum(day.baseline for day in days) == 3_000_000
    assert len({goal.data.cascade_id for goal in first}) == 1
    shop.clock.set(at(date(2026, 11, 2), 0, 3))
    shop.closes(date(2026, 11, 1), 10_000)
    second = goals(shop.settle())
    assert second[0].data.cause == "day_closed"
    assert {goal.data.cascade_id for goal in second}.isdisjoint({goal.data.cascade_id for goal in first})
    assert sum(goal.data.current for goal in second if goal.data.level == "day") == 2_990_000
    assert shop.settle() == []


def test_the_first_day_of_the_plan_of_the_running_month_needs_what_closed_days_left(shop: LivedShop) -> None:
    view = shop.view()
    left = [day for day in view.month_days if day.day >= DAY]
    closed = 25 * 300_000
    assert sum(day.target or 0 for day in left) == 9_000_000 - closed


def test_a_share_set_by_the_shop_splits_today_and_says_what_fell_away(shop: LivedShop) -> None:
    shop.settle()
    shop.weigh("traffic_source", {"search": 2, "ppc": 1})
    shop.weigh("department", {"PRO": 3, "OPS": 1})
    said = goals(shop.settle())
    assert {goal.data.cause for goal in said} == {"share_changed"}
    today = [goal.data for goal in said if goal.data.period == "2026-11-26"]
    departments = {
        str(goal.scope["department"]): goal.current for goal in today if goal.level == "department"
    }
    assert departments == {"PRO": 225_000, "OPS": 75_000}
    sources = {
        share.key: share.current for share in shop.view().shares if share.dimension == "traffic_source"
    }
    assert sources == {"search": 200_000, "ppc": 100_000}
    shop.weigh("department", {"PRO": 1})
    gone = [goal.data for goal in goals(shop.settle()) if goal.data.scope.get("department") == "OPS"]
    assert {goal.current for goal in gone} == {0}


def test_a_shop_without_a_plan_is_asked_for_one() -> None:
    shop = LivedShop()
    shop.closes(DAY, 245_000)
    assert shop.settle() == []
    assert shop.view().verdict.state == "no_plan"
    assert LivedShop().view().today.state == "no_plan"


def test_a_day_without_data_is_no_zero(shop: LivedShop) -> None:
    shop.clock.set(at(date(2026, 11, 27), 0, 3))
    shop.closes(DAY, None)
    said = shop.settle()
    attained = [row.data for row in rows(said, "attainment") if len(row.data.scope) == 2]
    assert [(each.value, each.null_reason) for each in attained] == [(None, "no_data")]
    assert shop.view().verdict.state == "no_data"
    shop.clock.set(at(date(2026, 11, 27), 10))
    assert reports(shop.settle()) == []


def test_today_is_drawn_hour_by_hour_against_its_path(shop: LivedShop) -> None:
    worked_day(shop)
    shop.take(topics.METRICS, [hour_row("gmv", date(2026, 11, 27), hour, 4_000) for hour in range(9)])
    shop.take(topics.METRICS, [day_row("gmv", date(2026, 11, 27), 40_000, revision=0)])
    shop.settle()
    shop.clock.set(at(date(2026, 11, 27), 9, 30))
    today = shop.view().today
    assert today.state == "judged"
    assert (len(today.hours), today.actual) == (24, 40_000)
    assert today.hours[9].elapsed_permil == 500
    assert today.hours[9].actual == 4_000
    assert today.hours[-1].path_end == today.target
    assert today.hours[-1].forecast_end == today.forecast


def test_a_new_month_target_moves_the_days_to_come_and_leaves_today_alone() -> None:
    shop = LivedShop(now=at(date(2026, 8, 1), 8))
    shop.target("2026-08", 3_100_000)
    shop.settle()
    shop.clock.set(at(date(2026, 8, 2), 0, 3))
    shop.closes(date(2026, 8, 1), 100_000)
    shop.settle()
    before = {day.day: day.target for day in shop.view().month_days}
    shop.clock.set(at(date(2026, 8, 2), 10))
    shop.target("2026-08", 6_000_000)
    shop.settle()
    after = {day.day: day.target for day in shop.view().month_days}
    assert before[date(2026, 8, 2)] == after[date(2026, 8, 2)] == 100_000
    assert {after[date(2026, 8, day)] for day in range(3, 32)} == {200_000}


def test_a_plan_that_takes_effect_in_the_past_judges_the_past_by_it() -> None:
    shop = LivedShop(now=at(date(2026, 11, 27), 10))
    for back in range(1, 20):
        shop.closes(date(2026, 11, 27) - timedelta(days=back), 100_000)
    shop.target("2026-11", 3_000_000)
    shop.settle()
    early = target_set(SHOP, "2026-11-26", "gmv", 300_000, None, at(date(2026, 11, 25)))
    shop.take(topics.SETTINGS, [stamped(early, shop.clock.now())])
    attained = [row.data for row in rows(shop.settle(), "attainment") if len(row.data.scope) == 2]
    assert [(each.revision, each.numerator, each.denominator) for each in attained][-1] == (
        2,
        100_000,
        300_000,
    )


def test_history_that_comes_after_the_plan_still_carries_today() -> None:
    shop = LivedShop(now=at(date(2026, 11, 21), 10))
    shop.target("2026-11", 3_000_000)
    shop.settle()
    for day in range(1, 21):
        shop.closes(date(2026, 11, day), 90_000)
    shop.settle()
    assert shop.view().figures.today_target == 120_000


def test_history_told_in_pieces_and_out_of_order_freezes_nothing_too_early() -> None:
    pieces, whole = (LivedShop(now=at(date(2026, 8, 21), 10)) for _ in range(2))
    for shop in (pieces, whole):
        shop.target("2026-08", 3_100_000, at(date(2026, 8, 1)))
    for day in (20, 3, 1, 2, *range(4, 20)):
        pieces.closes(date(2026, 8, day), 10_000, is_history=True)
        pieces.settle()
        pieces.closes(date(2026, 8, day), 90_000 + day, revision=2, is_history=True)
    pieces.settle()
    for day in range(1, 21):
        whole.closes(date(2026, 8, day), 90_000 + day, is_history=True)
    whole.settle()
    assert [day.target for day in pieces.view().month_days] == [day.target for day in whole.view().month_days]


def test_a_target_that_was_lived_by_does_not_move_when_an_earlier_day_is_restated() -> None:
    shop = LivedShop(now=at(date(2026, 8, 4), 10))
    shop.target("2026-08", 3_100_000, at(date(2026, 8, 1)))
    for day in (1, 2, 3):
        shop.closes(date(2026, 8, day), 90_000)
        shop.settle()
    before = {day.day: day.target for day in shop.view().month_days}
    shop.closes(date(2026, 8, 1), 50_000, revision=2)
    shop.settle()
    after = {day.day: day.target for day in shop.view().month_days}
    assert [before[date(2026, 8, day)] for day in (2, 3, 4)] == [
        after[date(2026, 8, day)] for day in (2, 3, 4)
    ]
    assert (after[date(2026, 8, 5)] or 0) > (before[date(2026, 8, 5)] or 0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_stored_shop_can_be_read_in_both_languages(shop: LivedShop, language: str) -> None:
    worked_day(shop)
    shop.settle()
    shop.clock.set(at(date(2026, 11, 27), 9, 30))
    html = whole_page(shop.view(), Page(language=language))
    assert all(number in html for number in ("−436.67", "+195.00", "−550.00", "81.7 %"))


def test_a_closed_month_and_its_weeks_are_judged_as_wholes() -> None:
    shop = LivedShop(now=at(date(2026, 9, 1), 10))
    shop.target("2026-08", 3_100_000, at(date(2026, 8, 1)))
    for day in range(1, 32):
        shop.closes(date(2026, 8, day), 99_000)
    said = shop.settle()
    whole = {
        (row.data.window.kind, row.data.metric, row.data.window.start.date()): row.data.value
        for metric in ("target", "attainment", "target_gap", "shortfall")
        for row in rows(said, metric)
        if row.data.is_final and row.data.window.kind != "day"
    }
    first = date(2026, 8, 1)
    assert whole["month", "attainment", first] == 0.99
    assert whole["month", "target_gap", first] == whole["month", "shortfall", first] * -1 == -31_000
    assert ("week", "attainment", date(2026, 8, 24)) in whole
    assert ("week", "attainment", date(2026, 8, 31)) not in whole
    assert ("quarter", "attainment", date(2026, 7, 1)) not in whole
