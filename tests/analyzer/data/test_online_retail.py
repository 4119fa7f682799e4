"""Story D1: nine months of a real shop as history equal the truth files on every day, to the last tenth of a penny."""

from collections import Counter

import pytest

from tests.analyzer.data.folding import BEGIN, finals
from tests.data.figures import Found, Key, differences
from tests.data.online_retail_figures import REPLAY, SET, bulk_days, expected

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(SET.missing is not None, reason=str(SET.missing)),
]
MONTHS = ("2010-12", *(f"2011-{month:02}" for month in range(1, 9)))


@pytest.fixture(scope="module")
def found() -> Found:
    return finals(REPLAY)


def test_every_day_hour_month_and_product_equals_the_published_figures(found: Found):
    figures = list(expected(BEGIN))
    assert len(figures) == 8284
    assert differences(found, figures) == []


def test_the_whole_period_comes_to_the_figures_of_the_story(found: Found):
    def total(metric: str) -> int:
        return sum(int(found[Key(metric, "month", (), f"{month}-01")].value or 0) for month in MONTHS)

    assert total("orders") == 12_495
    assert total("gmv") == 6_304_826_062
    assert total("refund_amount") == 520_770_560
    assert total("net_sales") == 5_784_055_502
    assert total("units") == 3_325_400
    repeated = found[Key("repeat_purchase_rate", "r365", (), "2010-09-01")]
    assert (repeated.numerator, repeated.denominator, repeated.value) == (1_941, 3_317, 0.585167)


def test_the_days_of_the_story_are_as_it_tells_them(found: Found):
    assert found[Key("orders", "day", (), "2010-12-07")].value == 84
    assert found[Key("gmv", "day", (), "2010-12-07")].value == 99_618_200
    assert found[Key("net_sales", "day", (), "2011-01-05")].value == -1_566_230


def test_who_took_500_of_a_product_in_a_day_are_the_276_that_are_published(found: Found):
    assert bulk_days(BEGIN, found) == []
    assert len(SET.truth("buyer_product_day_ge_500_units")) == 276


def test_16848_events_are_sent_the_two_bad_debts_among_them():
    sent = Counter(event["type"] for event in REPLAY.events(BEGIN))
    assert sent == {
        "shop.configured": 1,
        "order.paid": 12_495,
        "order.refunded": 2_554,
        "stock.adjusted": 1_799,
    }
