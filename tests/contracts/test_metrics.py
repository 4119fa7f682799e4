from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.metrics import CATALOGUE, Metric, metric_row_id
from services.contracts.vocabulary import values

# Every identifier of metrics.md, by its section.
SECTIONS = {
    "M1": """
        gmv refund_amount refund_by_order_day net_sales refund_rate refund_order_rate orders_created
        orders payment_rate units buyers identified_buyers value_per_buyer aov_per_order units_per_order
        conversion item_conversion checkout_rate excluded_orders
    """,
    "M2": """
        visitors visitors_attributed visitor_overlap visits page_views item_visitors item_rank
        returning_share search_rank slot_coverage peak_delist_share lever_changes
    """,
    "M3": """
        bounce_rate depth bounce_rate_adjusted depth_adjusted dwell_seconds main_value_per_buyer
        value_ratio sell_through page_change_lift
    """,
    "M4": """
        ad_impressions ad_clicks ad_orders ad_cost ad_gmv ad_ctr ad_cpc ad_conversion ad_position roi
        gross_margin break_even_roi source_cost cost_per_visitor cost_per_buyer
        marginal_cost_per_visitor marginal_cost_per_buyer main_image_ctr keyword_buyers keyword_orders
        keyword_conversion keyword_verdict hot_item_rank
    """,
    "M5": """
        repeat_purchase_rate new_buyers returning_buyers new_buyer_cost returning_buyer_cost
        buyer_cost_ratio members_joined member_buyer_share
    """,
    "M6": """
        stock_on_hand daily_units_mean days_of_cover stock_state reorder_units
    """,
    "M7": """
        inquirers inquiries inquiry_buyers inquiry_conversion agent_gap industry_gap agent_sales
        reply_rate_3min phrase_hits
    """,
    "M8": """
        complaints presale_complaints returns return_reason_share bad_reviews low_share
        review_resolve_minutes dsr lost_buyers lost_amount
    """,
    "M9": """
        promo_orders promo_units below_floor_orders below_floor_units promo_loss promo_loss_pending
        promo_order_rate order_rate_baseline buyer_promo_units buyer_item_units
    """,
    "M10": """
        peer_count peer_price_moves own_price peer_price_ratio peer_units_sold stolen_images
        peers_listed_share peers_selling_share new_item_ctr_ratio fav_cart_rate favorites cart_adds
    """,
    "M11": """
        activities_joinable activity_visitors activity_new_buyer_share content_posts shops_reviewed
        tasks_overdue incentive_amount
    """,
    "M12": """
        target expected_to_now attainment target_gap contribution required_uplift shortfall
    """,
    "M13": """
        silence_seconds late_events conflicting_events rejected_share over_refund_amount
        reconciliation_gap visitors_expected orders_expected conversion_mean ad_clicks_mean ad_cpc_mean
        refund_order_rate_prior
    """,
}
WINDOWS = {"p", "m", "h", "d", "w", "M", "q", "y", "to date", "live", "day_so_far", "since listing"}


def test_the_catalogue_holds_every_metric_in_order_and_no_other() -> None:
    assert list(CATALOGUE) == [name for names in SECTIONS.values() for name in names.split()]


@pytest.mark.parametrize("section", SECTIONS)
def test_each_metric_says_which_section_defines_it(section: str) -> None:
    assert all(CATALOGUE[name].section == section for name in SECTIONS[section].split())


@pytest.mark.parametrize("metric", CATALOGUE.values(), ids=list(CATALOGUE))
def test_each_metric_says_names_formula_scopes_and_windows(metric: Metric) -> None:
    assert all((metric.zh, metric.en, metric.formula, metric.scopes, metric.windows))
    assert set(metric.scopes) <= set("STDVICKAHPYB")
    assert all(w in WINDOWS or w[0] == "r" for w in metric.windows)
    assert metric.unit in values("unit")
    assert metric.owner in values("department")


def test_the_chinese_and_english_names_are_each_given_once() -> None:
    assert len({metric.zh for metric in CATALOGUE.values()}) == len(CATALOGUE)
    assert len({metric.en for metric in CATALOGUE.values()}) == len(CATALOGUE)


def test_the_names_fit_their_field_in_a_row() -> None:
    assert all(len(metric.zh) <= 60 for metric in CATALOGUE.values())


def test_bands_are_exact_fractions_of_known_levels() -> None:
    banded = [metric.id for metric in CATALOGUE.values() if metric.bands]
    assert len(banded) == 19
    for metric in CATALOGUE.values():
        for band in metric.bands:
            assert band.band in values("band")
            assert band.op in {"<", "<=", ">", ">=", "="}
            assert Fraction(band.threshold) >= 0


def test_what_is_live_is_what_money_at_risk_and_the_day_need() -> None:
    live = {metric.id for metric in CATALOGUE.values() if metric.is_live}
    assert {"gmv", "orders", "promo_loss", "silence_seconds", "attainment", "stock_on_hand"} <= live
    assert not {"net_sales", "conversion", "shortfall"} & live


texts = st.text(min_size=1, max_size=64)


@given(st.dictionaries(st.sampled_from(["item_id", "keyword", "reason"]), texts), st.integers(1, 10**9))
def test_the_id_of_a_row_always_fits_an_event(scope: dict[str, str], revision: int) -> None:
    start = "2026-11-20T00:00:00+08:00"
    assert len(metric_row_id("marginal_cost_per_visitor", scope, "r120m", start, revision, False)) <= 128


@given(st.lists(st.dictionaries(st.sampled_from(["item_id", "keyword"]), texts), min_size=2, max_size=2))
def test_rows_of_different_scopes_never_share_an_id(scopes: list[dict[str, str]]) -> None:
    first, second = (metric_row_id("gmv", scope, "day", "2026-11-20", 1, True) for scope in scopes)
    assert (first == second) is (scopes[0] == scopes[1])


def test_separators_in_a_scope_do_not_make_two_rows_one() -> None:
    one = metric_row_id("gmv", {"item_id": "a,keyword=b"}, "day", "x", 1, True)
    two = metric_row_id("gmv", {"item_id": "a", "keyword": "b"}, "day", "x", 1, True)
    assert one != two


def test_the_shop_is_not_repeated_in_the_id() -> None:
    assert (
        metric_row_id("gmv", {"shop_id": "s1"}, "day", "2026-11-20", 2, True) == "gmv::day:2026-11-20:2:final"
    )
