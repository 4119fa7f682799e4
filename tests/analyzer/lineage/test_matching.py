from zoneinfo import ZoneInfo

import pytest

from services.analyzer.deltas import Scope, scope
from services.analyzer.lineage.matching import Behind, Row, behind
from services.analyzer.moments import DAY, Calendar, Span
from services.contracts.registry import decode_line
from tests.analyzer.lineage.log import event, paid, viewed

CALENDAR = Calendar("Asia/Shanghai")
THE_19TH = CALENDAR.span("d", 1_795_017_600)  # 2026-11-19 in the shop's zone
NOON, EVE = "2026-11-19T04:00:00Z", "2026-11-18T04:00:00Z"
SHOP: Scope = ()


def how(line: bytes, metric: str = "gmv", here: Scope = SHOP, span: Span = THE_19TH) -> Behind | None:
    """How a line stands behind the row of a day."""
    return behind(Row("s1", metric, span, here), decode_line(line), CALENDAR)


def test_the_day_is_the_one_that_the_tests_speak_of() -> None:
    assert CALENDAR.zone == ZoneInfo("Asia/Shanghai")
    assert CALENDAR.local(THE_19TH.start).isoformat() == "2026-11-19T00:00:00+08:00"


def test_a_sale_of_the_day_is_counted() -> None:
    assert how(paid("o1", NOON)) == Behind("order.paid", is_counted=True, names_scope=True)


def test_a_sale_of_the_day_before_is_not() -> None:
    assert how(paid("o1", EVE)) is None


def test_a_sale_of_another_shop_in_the_same_partition_is_not() -> None:
    assert how(paid("o1", NOON, shop="s2")) is None


def test_a_page_view_is_not_behind_the_sales_of_the_shop() -> None:
    assert how(viewed("v1", NOON)) is None


def test_a_page_view_decides_the_source_of_a_sale() -> None:
    found = how(viewed("v1", NOON, traffic_source="ppc"), here=scope(traffic_source="search"))
    assert found == Behind("page.viewed", is_counted=False, names_scope=False)


def test_a_listing_decides_the_category_of_a_page_view() -> None:
    here, listed = scope(category_id="c1"), {"item_id": "i1", "title": "Dress", "price_minor": 9900}
    told = event("item.listed", "l1", NOON, listing_id="l1", category_id="c1", **listed)
    moved = event("item.listed", "l2", NOON, listing_id="l2", category_id="c2", **listed)
    assert how(told, "visitors", here) == Behind("item.listed", is_counted=False, names_scope=True)
    assert how(moved, "visitors", here) == Behind("item.listed", is_counted=False, names_scope=False)
    assert how(told, "visitors") is None


def test_a_refund_changes_the_day_of_its_order_whenever_it_comes() -> None:
    refund = event("order.refunded", "r1", "2026-11-25T04:00:00Z", refund_id="r1", amount_minor=5)
    assert how(refund, "refund_by_order_day") == Behind("order.refunded", is_counted=False, names_scope=True)
    assert how(refund, "refund_amount") is None


def test_the_rows_of_an_item_hang_on_what_names_the_item() -> None:
    here = scope(item_id="i1")
    assert how(paid("o1", NOON, item="i1"), here=here) == Behind("order.paid", True, True)
    assert how(paid("o1", NOON, item="i2"), here=here) is None
    assert how(viewed("v1", NOON), "item_visitors", here) is None
    assert how(viewed("v1", NOON, item="i1"), "item_visitors", here) == Behind("page.viewed", True, True)


def test_an_exclusion_names_no_item_and_stays() -> None:
    excluded = event("order.excluded", "x1", NOON, order_id="o1", reason="test")
    assert how(excluded, here=scope(item_id="i1")) == Behind("order.excluded", False, False)


def test_a_row_of_a_report_belongs_to_its_day_not_to_its_time() -> None:
    data = {"traffic_source": "ppc", "impressions": 9, "clicks": 1, "cost_minor": 5, "revision": 1}
    line = event("ad.reported", "a1", "2026-11-21T04:00:00Z", day="2026-11-19", as_of=NOON, **data)
    assert how(line, "ad_cost") == Behind("ad.reported", is_counted=True, names_scope=True)


@pytest.mark.parametrize(("days", "is_behind"), [(28, True), (29, False)])
def test_an_expected_value_looks_back_as_far_as_it_says(days: int, is_behind: bool) -> None:
    day = Span(THE_19TH.start + days * DAY, THE_19TH.end + days * DAY)
    assert (how(paid("o1", "2026-11-18T16:00:00Z"), "orders_expected", span=day) is not None) == is_behind


def test_keywords_are_compared_in_their_common_form() -> None:
    here = scope(keyword="连衣裙 a")
    assert how(paid("o1", NOON, keyword=" 连衣裙 A"), "orders", here) == Behind("order.paid", True, True)
