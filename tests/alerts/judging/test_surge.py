"""When orders come faster than usual."""

from datetime import timedelta
from typing import Any

import pytest

from services.alerts.judging.finding import Case
from services.alerts.judging.look import Row
from services.alerts.judging.surge import judge
from services.alerts.rules.loading import default_pack
from tests.alerts.judging.known import NOW, Known, promo

RULE = default_pack().rules["order_surge"]
ITEM, PROMO = {"shop_id": "s1", "item_id": "i1"}, {"shop_id": "s1", "promo_id": "pr1"}


def row(metric: str, kind: str, value: float, scope: dict[str, str] = ITEM, **more: Any) -> Row:
    start, said = NOW - timedelta(minutes=10), NOW
    return Row(metric=metric, kind=kind, scope=scope, start=start, end=NOW, value=value, said_at=said, **more)


def verdict(
    orders: int, usual: float | None, known: Known | None = None, scope: dict[str, str] = ITEM
) -> str | None:
    look = known or Known()
    rate = row(
        "promo_order_rate",
        "r10m",
        orders / 10,
        scope,
        numerator=orders,
        denominator=10,
        parts={"orders": orders},
    )
    look.say(rate)
    if usual is not None:
        look.say(row("order_rate_baseline", "r14", usual))
    found = judge(Case(RULE, scope, look, NOW, rate))
    return found.evidence.verdict if found else None  # type: ignore[union-attr]  # judgements are Judged here


@pytest.mark.parametrize(
    ("orders", "usual", "expected"),
    [
        (101, 1.0, "breach"),
        (100, 1.0, "between"),
        (50, 1.0, "between"),
        (49, 1.0, "clear"),
        (29, 0.05, "unknown"),
    ],
)
def test_ten_times_as_fast_is_a_surge_and_less_than_five_times_is_none(
    orders: int, usual: float, expected: str
):
    assert verdict(orders, usual) == expected


def test_without_a_usual_rate_nothing_is_known():
    assert verdict(100, None) == "unknown"


def test_few_orders_clear_a_surge_whatever_the_minimum_for_opening():
    assert verdict(4, 1.0) == "clear"


def test_on_a_campaign_day_the_usual_rate_is_multiplied():
    known = Known()
    known.factor = 1.5
    assert verdict(101, 1.0, known) == "between"


def test_orders_under_a_promo_are_judged_with_the_promo():
    assert verdict(200, 1.0, Known(promo(starts_at=NOW - timedelta(minutes=5)))) is None
    assert verdict(200, 1.0, Known(promo()), PROMO) == "breach"


def test_a_promo_that_is_over_opens_nothing_more():
    over = Known(promo(withdrawn_at=NOW - timedelta(seconds=1)))
    rate = row("promo_order_rate", "r10m", 20, PROMO, numerator=200, denominator=10, parts={"orders": 200})
    over.say(rate)
    over.say(row("order_rate_baseline", "r14", 1.0))
    found = judge(Case(RULE, PROMO, over, NOW, rate))
    assert found is not None
    assert found.evidence.is_old  # type: ignore[union-attr]


def test_the_floor_alert_of_the_promo_speaks_for_it():
    known = Known(promo())
    known.firing_now["below_floor_sale", '{"promo_id":"pr1"}'] = "al0"
    rate = row("promo_order_rate", "r10m", 20, PROMO, numerator=200, denominator=10, parts={"orders": 200})
    known.say(rate)
    found = judge(Case(RULE, PROMO, known, NOW, rate))
    assert found is not None
    assert found.joins == "al0"
