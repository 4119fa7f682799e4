"""What a person earns by units sold (metrics.md M11)."""

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.formulas.incentives import Rule
from tests.stories.orders import buy
from tests.stories.player import Player
from tests.stories.work import incentive

NOVEMBER = "2026-11-01T00:00:00+08:00"


def november() -> Player:
    """i1 sells 12 units on the 2nd and 5 on the 9th, i2 8 on the 2nd."""
    play = Player().at("2026-11-02T09:00:00+08:00")
    buy(play, "o1", "i1", 100, 12)
    buy(play, "o2", "i2", 100, 8)
    play.at("2026-11-09T09:00:00+08:00")
    buy(play, "o3", "i1", 100, 5)
    return play


def earned(play: Player, person: str = "p_des") -> int:
    play.leap_to("2026-12-01T00:05:00+08:00")
    return play.final("incentive_amount", "month", NOVEMBER, person_id=person)


def test_each_item_has_its_own_floor_unless_the_rule_names_one():
    play = november()
    incentive(play, "in1", "p_des", 7, 10)
    incentive(play, "in2", "p_two", 7, 10, item="i1")
    assert earned(play) == (10 + 1) * 10
    assert play.final("incentive_amount", "month", NOVEMBER, person_id="p_two") == 100


def test_two_rules_of_a_person_add_up_and_a_floor_not_reached_earns_nothing():
    play = november()
    incentive(play, "in1", "p_des", 16, 10, item="i1")
    incentive(play, "in2", "p_des", 7, 3, item="i2")
    incentive(play, "in3", "p_two", 17, 10)
    assert earned(play) == 13
    assert play.final("incentive_amount", "month", NOVEMBER, person_id="p_two") == 0


def test_units_of_a_day_or_of_a_week_have_the_floor_of_each():
    play = november()
    incentive(play, "in1", "p_des", 4, 10, period="day")  # (12 - 4) + (8 - 4) + (5 - 4)
    incentive(play, "in2", "p_two", 4, 10, period="week", item="i1")  # (12 - 4) + (5 - 4)
    assert earned(play) == 130
    assert play.final("incentive_amount", "month", NOVEMBER, person_id="p_two") == 90


def test_an_order_refunded_in_full_earns_nothing_even_when_that_is_told_later():
    play = november()
    incentive(play, "in1", "p_des", 0, 1)
    play.say("order.refunded", refund_id="r1", order_id="o3", amount_minor=499)
    assert earned(play) == 25
    play.say("order.refunded", refund_id="r2", order_id="o3", amount_minor=1)
    play.leap_to("2026-12-01T00:10:00+08:00")
    row = play.final_row("incentive_amount", "month", NOVEMBER, person_id="p_des")
    assert (row["value"], row["revision"]) == (20, 2)


def test_the_rule_at_the_end_of_the_month_counts_and_one_told_afterwards_restates_it():
    play = november()
    incentive(play, "in1", "p_des", 0, 1)
    incentive(play, "in1", "p_des", 0, 2, effective_from="2026-11-20T00:00:00+08:00")
    assert earned(play) == 50
    incentive(play, "in1", "p_des", 0, 3, effective_from="2026-11-25T00:00:00+08:00")
    play.leap_to("2026-12-01T00:10:00+08:00")
    assert play.final("incentive_amount", "month", NOVEMBER, person_id="p_des") == 75


def test_what_was_sold_by_hour_is_forgotten_when_no_month_can_be_restated_by_it():
    play = november()
    shop = play.aggregator._held["s1"].shop
    for day, is_kept in (("2027-01-15", True), ("2027-01-25", False)):
        play.leap_to(f"{day}T10:00:00+08:00")
        assert any(key.family == "sold" for key in shop.windows.book.panes) is is_kept


sold = st.lists(st.dictionaries(st.sampled_from(["i1", "i2", "i3"]), st.integers(0, 900)), max_size=4)


@given(st.none() | st.just("i1"), st.integers(0, 600), st.integers(0, 500), sold)
def test_only_units_above_the_floor_earn(
    item: str | None, floor: int, per_unit: int, periods: list[dict[str, int]]
):
    units = [n for period in periods for name, n in period.items() if item in (None, name)]
    above = [n - floor for n in units if n > floor]
    assert Rule(item, floor, per_unit, "month").earned(periods) == per_unit * sum(above)
