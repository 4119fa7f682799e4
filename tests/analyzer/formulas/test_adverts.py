"""Advertising (metrics.md M4): every metric in every scope and window, by rows that differ in each of them."""

from fractions import Fraction

import pytest

from tests.analyzer.formulas.adreports import FIGURES, GRAIN, SCOPES, SHARES, SUMS, report
from tests.stories.player import Player

DAY, WEEK, MONTH = "2026-11-20T00:00:00+08:00", "2026-11-16T00:00:00+08:00", "2026-11-01T00:00:00+08:00"
WINDOWS = {
    "day": 1,
    "week": 2,
    "month": 3,
}  # how many times the figures of a day are in it: 20, 18, 6 November


def three_days() -> Player:
    """Reports of three days of November in all grains; the 20th also by hour."""
    play = Player().at("2026-11-05T10:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    play.at("2026-11-21T08:00:00+08:00").tick()
    for day in ("2026-11-06", "2026-11-18", "2026-11-20"):
        for scope, grain in GRAIN.items():
            report(play, day, **grain, **FIGURES[scope])
    for scope, grain in GRAIN.items():
        report(play, hour=9, **grain, **{name: amount // 5 for name, amount in FIGURES[scope].items()})
    play.at("2026-12-01T08:00:00+08:00").tick()
    play.pass_to("2026-12-01T08:01:00+08:00")
    return play


@pytest.fixture(scope="module")
def played() -> Player:
    return three_days()


def start_of(window: str) -> str:
    return {"day": DAY, "week": WEEK, "month": MONTH}[window]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("metric", SUMS)
def test_a_sum_is_that_of_the_rows_of_its_grain(played: Player, metric: str, window: str, scope: str):
    expected = FIGURES[scope][SUMS[metric]] * WINDOWS[window]
    assert played.final(metric, window, start_of(window), **SCOPES[scope]) == expected


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("metric", ["ad_impressions", "ad_clicks", "ad_orders", "ad_cost"])
def test_an_hour_has_the_rows_of_that_hour(hourly: Player, metric: str, scope: str):
    hour = "2026-11-20T09:00:00+08:00"
    assert hourly.final(metric, "hour", hour, **SCOPES[scope]) == FIGURES[scope][SUMS[metric]] // 5


@pytest.fixture(scope="module")
def hourly() -> Player:
    play = Player().at("2026-11-20T08:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    play.pass_to("2026-11-20T10:00:00+08:00")
    for scope, grain in GRAIN.items():
        report(play, hour=9, **grain, **{name: amount // 5 for name, amount in FIGURES[scope].items()})
    return play.pass_to("2026-11-20T10:03:00+08:00")


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("metric", SHARES)
def test_a_ratio_has_exact_sums_on_both_sides(played: Player, metric: str, window: str, scope: str):
    over, under = (FIGURES[scope][name] for name in SHARES[metric])
    row = played.final_row(metric, window, start_of(window), **SCOPES[scope])
    times = WINDOWS[window]
    assert (row["numerator"], row["denominator"]) == (over * times, under * times)
    assert row["value"] == float(round(Fraction(over, under), 6))


ROLLING = [
    *[("ad_cpc", "r7", scope) for scope in SCOPES],
    *[("roi", length, scope) for length in ("r7", "r14") for scope in SCOPES],
    *[(metric, "r7", scope) for metric in ("ad_ctr", "ad_conversion") for scope in SCOPES],
]


@pytest.mark.parametrize(("metric", "length", "scope"), ROLLING)
def test_a_rolling_ratio_sums_its_last_days(played: Player, metric: str, length: str, scope: str):
    over, under = (FIGURES[scope][name] for name in SHARES[metric])
    start = {"r7": "2026-11-14T00:00:00+08:00", "r14": "2026-11-06T00:00:00+08:00"}[length]
    times = {"r7": 2, "r14": 2}[length]
    row = played.final_row(metric, length, start, **SCOPES[scope])
    assert (row["numerator"], row["denominator"]) == (over * times, under * times)


def test_the_clicks_that_a_rule_asks_for_stand_in_the_same_window_as_its_ratio(played: Player):
    start = "2026-11-14T00:00:00+08:00"
    for scope in SCOPES.values():
        assert (
            played.final("ad_clicks", "r7", start, **scope)
            == played.final_row("ad_cpc", "r7", start, **scope)["denominator"]
        )


def test_a_keyword_with_its_item_has_the_figures_that_its_verdict_needs():
    play = Player().at("2026-11-21T08:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    both = {"item_id": "i1", "keyword": "连衣裙"}
    report(play, **both, avg_position=4.5, **FIGURES["K"])
    report(play, "2026-11-19", **both, avg_position=1.5, **FIGURES["K"])
    play.pass_to("2026-11-22T00:03:00+08:00")
    start = "2026-11-08T00:00:00+08:00"
    figures = {
        name: play.final(name, "r14", start, **both) for name in (*SUMS, "roi", "ad_ctr", "ad_position")
    }
    doubled = {name: 2 * FIGURES["K"][field] for name, field in SUMS.items()}
    assert figures == {**doubled, "roi": 7.142857, "ad_ctr": 0.05, "ad_position": 3}
