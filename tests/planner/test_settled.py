"""What of the plan's defaults a shop has changed (docs/options.md)."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from services.contracts.events.plans import ShopConfigured, ShopConfiguredData
from services.planner.replan import UPLIFT_CAP
from services.planner.settled import Settled, settle

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def settled(**options: float) -> Settled:
    data = ShopConfiguredData(
        timezone="Asia/Shanghai", currency="CNY", effective_from=NOW, revision=1, options=options
    )
    event = ShopConfigured(specversion="1.0", id="e1", source="/s1/erp", time=NOW, shopid="s1", data=data)
    return settle([event], NOW)


def test_a_day_may_be_lifted_as_far_as_the_shop_says_from_then_on() -> None:
    shop = settled(uplift_cap=2.5)
    assert shop.uplift_cap(NOW) == Fraction(5, 2)
    assert shop.uplift_cap(NOW - timedelta(seconds=1)) == UPLIFT_CAP == Fraction(3, 2)


def test_what_a_quarter_missed_goes_to_the_next_where_the_shop_says_so() -> None:
    assert settled(carry_over_year=1).carries_over_year(NOW)
    assert not settled().carries_over_year(NOW)
