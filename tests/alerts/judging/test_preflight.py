"""What a promo's definition is checked for before it goes live."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.judging.look import Promo
from services.alerts.judging.preflight import Result, check
from services.alerts.judging.prices import lowest
from services.alerts.rules.loading import default_pack
from tests.alerts.judging.known import NOW, Known, promo

RULE = default_pack().rules["promo_preflight"]
SAFE: dict[str, Any] = {"limit_per_buyer": 2, "total_cap": 500, "ends_at": NOW + timedelta(days=1)}


def result(subject: Promo, *others: Promo, known: Known | None = None) -> Result:
    look = known or Known()
    look._promos = [subject, *others]
    return check(subject, look, RULE, NOW)


def failed(subject: Promo, *others: Promo, known: Known | None = None) -> list[str]:
    return [each.id for each in result(subject, *others, known=known).failed]


def test_a_promo_with_everything_said_passes():
    assert failed(promo(**SAFE)) == []


def test_the_wrong_coupon_fails_five_checks_and_is_critical():
    wrong = result(promo(price_minor=100))
    assert [each.id for each in wrong.failed] == ["PF1", "PF3", "PF4", "PF5", "PF6"]
    assert (wrong.severity, wrong.is_blocked) == ("critical", True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"price_minor": 8000}, ["PF6"]),
        ({"price_minor": 7999}, ["PF1", "PF6"]),
        ({"price_minor": 11_900}, []),
        ({"price_minor": 11_899}, ["PF6"]),
        ({"limit_per_buyer": None}, ["PF3"]),
        ({"total_cap": None}, ["PF4"]),
        ({"ends_at": None}, ["PF5"]),
        ({"percent_off": 0.5}, []),
        ({"percent_off": 0.501}, ["PF6"]),
        ({"percent_off": 0.7}, ["PF1", "PF6"]),
        ({"amount_off_minor": 16_000}, ["PF1", "PF6"]),
        ({"item_ids": [], "price_minor": 15_000}, ["PF7"]),
        ({"item_ids": [], "price_minor": 15_000, "threshold_minor": 10_000}, []),
        ({"price_minor": 5000}, ["PF1", "PF6", "PF8"]),
        ({"price_minor": 5000, "total_cap": 50}, ["PF1", "PF6"]),
        ({"item_ids": ["i1", "i9"]}, ["PF2"]),
    ],
)
def test_each_check_fails_by_its_own_figure(change: dict[str, Any], expected: list[str]):
    assert failed(promo(**{**SAFE, **change})) == expected


def test_no_limit_is_critical_only_where_the_loss_can_grow():
    assert result(promo(**{**SAFE, "limit_per_buyer": None})).severity == "warning"
    assert result(promo(**{**SAFE, "limit_per_buyer": None, "total_cap": None})).severity == "critical"


def test_an_item_without_a_cost_can_not_be_judged_and_says_so():
    known = Known()
    known.costs = {}
    assert failed(promo(**SAFE), known=known) == ["PF2"]


def test_stackable_promos_of_the_same_time_are_added_up():
    half = promo("half", percent_off=0.5, stackable=True, **SAFE)
    coupon = promo("coupon", amount_off_minor=5000, stackable=True, **SAFE)
    assert failed(half, coupon) == ["PF1", "PF6"]
    assert lowest(half, "i1", 23_800, [half, coupon]) == 6900


def test_what_does_not_stack_or_is_not_live_together_is_not_added():
    half = promo("half", percent_off=0.5, stackable=True, **SAFE)
    alone = promo("alone", amount_off_minor=5000, stackable=False, **SAFE)
    later = promo("later", amount_off_minor=5000, stackable=True, starts_at=NOW + timedelta(days=2))
    gone = promo("gone", amount_off_minor=5000, stackable=True, withdrawn_at=NOW)
    assert lowest(half, "i1", 23_800, [half, alone, later, gone]) == 11_900


def test_spend_and_save_counts_per_unit_of_the_smallest_basket_that_reaches_it():
    saving = promo(amount_off_minor=10_000, threshold_minor=40_000)
    assert lowest(saving, "i1", 23_800, [saving]) == 18_800


@given(st.integers(1, 30_000), st.floats(0, 1, width=16), st.integers(0, 30_000))
def test_more_discounts_never_make_it_dearer(own: int, off: float, amount: int):
    first = promo("a", percent_off=off, stackable=True)
    second = promo("b", amount_off_minor=amount, stackable=True)
    alone, together = lowest(first, "i1", own, [first]), lowest(first, "i1", own, [first, second])
    assert alone is not None
    assert together is not None
    assert 0 <= together <= alone <= own
