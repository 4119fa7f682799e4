"""What a source costs, on average and at the margin (metrics.md M4)."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.formulas.margins import marginal
from tests.stories.orders import buy
from tests.stories.player import Player, Row

DAY, MONTH = "2026-11-20T00:00:00+08:00", "2026-11-01T00:00:00+08:00"
CLOSED = "2026-11-21T00:03:00+08:00"
PPC = {"traffic_source": "ppc"}


def spend(play: Player, day: str, cost: int) -> None:
    row = {"day": day, "as_of": "2026-12-31T00:00:00+08:00", "revision": 1, "impressions": 9, "clicks": 3}
    play.say("ad.reported", cost_minor=cost, **row, **PPC)


def visits(play: Player, count: int, day: str = "2026-11-20", source: str = "ppc") -> None:
    for number in range(count):
        name = f"{day}-{source}-{number}"
        then = {"time": f"{day}T09:00:00+08:00", "history": True}
        play.say(
            "page.viewed",
            envelope=then,
            view_id=name,
            visitor_id=name,
            page_type="home",
            traffic_source=source,
        )


def pay(play: Player, order: str, day: str = "2026-11-20") -> None:
    then = {"time": f"{day}T10:00:00+08:00", "history": True}
    buy(play, order, "i1", 1000, envelope=then, buyer_id=f"b-{order}", **PPC)


@pytest.fixture(scope="module")
def costly() -> Player:
    """Two days of a source with ads and booked costs, four visitors a day and two buyers in all."""
    play = Player().at("2026-11-20T09:00:00+08:00")
    for day in ("2026-11-19", "2026-11-20"):
        visits(play, 4, day)
        visits(play, 2, day, "search")
        spend(play, day, 600)
    pay(play, "o1", "2026-11-19")
    pay(play, "o2")
    booked = {"cost_kind": "commission", "audience": "all", "day": "2026-11-20"}
    play.say("cost.booked", cost_id="x1", amount_minor=500, activity_id="ac1", **booked, **PPC)
    play.say("cost.booked", cost_id="x2", amount_minor=-100, **booked, **PPC)
    play.say("cost.booked", cost_id="x3", amount_minor=70, **booked)
    return play.pass_to("2026-12-01T00:05:00+08:00")


SOURCE_COST = [
    ("day", DAY, {}, 1070),
    ("week", "2026-11-16T00:00:00+08:00", {}, 1670),
    ("month", MONTH, {}, 1670),
    ("day", DAY, PPC, 1000),
    ("week", "2026-11-16T00:00:00+08:00", PPC, 1600),
    ("month", MONTH, PPC, 1600),
    ("day", DAY, {"activity_id": "ac1"}, 500),
    ("week", "2026-11-16T00:00:00+08:00", {"activity_id": "ac1"}, 500),
    ("month", MONTH, {"activity_id": "ac1"}, 500),
]


@pytest.mark.parametrize(("window", "start", "scope", "expected"), SOURCE_COST)
def test_a_source_costs_its_ads_and_what_was_booked_for_it(
    costly: Player, window: str, start: str, scope: dict[str, str], expected: int
):
    assert costly.final("source_cost", window, start, **scope) == expected


R14 = "2026-11-07T00:00:00+08:00"  # the 14 days that end with the 20th
COSTS = [
    ("cost_per_visitor", "day", DAY, (1000, 4)),
    ("cost_per_visitor", "r14", R14, (1600, 8)),
    ("cost_per_buyer", "day", DAY, (1000, 1)),
    ("cost_per_buyer", "r14", R14, (1600, 2)),
    ("cost_per_buyer", "month", MONTH, (1600, 2)),
]


@pytest.mark.parametrize(("metric", "window", "start", "expected"), COSTS)
def test_a_visitor_and_a_buyer_cost_their_share(
    costly: Player, metric: str, window: str, start: str, expected: tuple[int, int]
):
    row = costly.final_row(metric, window, start, **PPC)
    assert (row["numerator"], row["denominator"]) == expected


def test_a_source_without_any_cost_has_no_row(costly: Player):
    for metric in ("source_cost", "cost_per_visitor", "cost_per_buyer"):
        assert not costly.rows(metric, "day", traffic_source="search")


def test_a_shop_that_reads_the_platforms_rows_divides_by_their_visitors_and_buyers():
    play = Player().at("2026-11-20T09:00:00+08:00")
    base = {"timezone": "Asia/Shanghai", "currency": "CNY", "traffic_basis": "report"}
    row = {"as_of": "2026-12-31T00:00:00+08:00", "revision": 1}
    play.say("shop.configured", effective_from="2026-01-01T00:00:00+08:00", revision=1, **base)
    visits(play, 4)
    for day in ("2026-11-19", "2026-11-20"):
        spend(play, day, 600)
        play.say("traffic.reported", day=day, visitors=30, buyers=2, **row, **PPC)
    play.pass_to(CLOSED)
    for metric, expected in (("cost_per_visitor", (1200, 60)), ("cost_per_buyer", (1200, 4))):
        told = play.final_row(metric, "r14", R14, **PPC)
        assert (told["numerator"], told["denominator"], told["basis"]) == (*expected, "report")
    assert play.final("marginal_cost_per_buyer", "r14", R14, **PPC) == 300


# --- at the margin


def fourteen_days(days: Iterable[tuple[int, int]]) -> Player:
    """A source's last days until the 20th as (cost, visitors), with one buyer on each; told as history."""
    play = Player().at("2026-11-20T09:00:00+08:00")
    for number, (cost, people) in enumerate(days):
        day = f"2026-11-{20 - number:02}"
        spend(play, day, cost)
        visits(play, people, day)
        pay(play, f"o{day}", day)
    return play.pass_to(CLOSED)


def at_the_margin(play: Player) -> tuple[Row, Row]:
    visitor, buyer = (f"marginal_cost_per_{who}" for who in ("visitor", "buyer"))
    return play.final_row(visitor, "r14", R14, **PPC), play.final_row(buyer, "r14", R14, **PPC)


def test_one_more_visitor_costs_what_the_dearer_half_of_days_paid_for_more():
    days = [(100, 2), (900, 7), (110, 2), (910, 7), (120, 2), (920, 7), (130, 2), (930, 7), (500, 4)]
    visitor, buyer = at_the_margin(fourteen_days(days))
    assert Fraction(visitor["numerator"], visitor["denominator"]) == Fraction(800 * 4, 20)
    assert "label" not in visitor
    assert Fraction(buyer["numerator"], buyer["denominator"]) == 160 / Fraction(9, 40)


def test_seven_days_with_cost_give_the_average_and_say_so():
    days = [(100 * number, number) for number in range(1, 8)]
    visitor, buyer = at_the_margin(fourteen_days([*days, (0, 5)]))
    assert (visitor["value"], visitor["label"]) == (84.848485, "average")
    assert (buyer["value"], buyer["label"]) == (350, "average")


def test_dearer_days_that_brought_no_more_give_the_average():
    days = [(100 * number, 3) for number in range(1, 9)]
    visitor, _ = at_the_margin(fourteen_days(days))
    assert (visitor["value"], visitor["label"]) == (150, "average")


day_figures = st.tuples(st.integers(0, 10**6), st.integers(0, 10**5))


@given(st.lists(day_figures, max_size=14), st.randoms())
def test_the_order_of_days_with_different_costs_changes_nothing(days: list[tuple[int, int]], chance: Any):
    days = list({cost: (cost, people) for cost, people in days}.values())
    shuffled = chance.sample(days, len(days))
    assert marginal(days) == marginal(shuffled)


@given(st.lists(day_figures, max_size=14), st.integers(1, 1000))
def test_the_marginal_cost_grows_with_the_prices_and_is_never_free(days: list[tuple[int, int]], times: int):
    found = marginal(days)
    assert found is None or found > 0
    dearer = marginal([(cost * times, people) for cost, people in days])
    assert dearer == (None if found is None else found * times)


@given(st.integers(1, 50), st.integers(1, 50), st.integers(4, 7))
def test_where_every_visitor_costs_the_same_one_more_does_too(price: int, step: int, pairs: int):
    days = [(price * people, people) for people in range(step, step * (2 * pairs + 1), step)]
    assert marginal(days) == price


@given(st.lists(day_figures, max_size=14))
def test_days_without_cost_count_for_nothing(days: list[tuple[int, int]]):
    assert marginal([*days, (0, 10**5), (0, 3)]) == marginal(days)


@given(st.lists(day_figures, max_size=7))
def test_under_eight_days_there_is_none(days: list[tuple[int, int]]):
    assert marginal(days) is None
