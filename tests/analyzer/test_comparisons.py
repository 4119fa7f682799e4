"""Each row that a rule or a plan takes (docs/rules-and-rows.md) is said: of the scope, in the window, by that name."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.formulas.standing import STANDING
from services.analyzer.formulas.table import FORMULAS
from services.analyzer.which import choice_for, metrics_for

PAGE = Path(__file__).parents[2] / "docs" / "rules-and-rows.md"
SHOP, SOURCE, DEVICE, ITEM, WORD, PAIR = (
    (),
    ("traffic_source",),
    ("device",),
    ("item_id",),
    ("keyword",),
    ("item_id", "keyword"),
)
ROWS = [
    *[("visitors", "d", scope) for scope in (SHOP, SOURCE, DEVICE)],
    *[("visitors_expected", "d", scope) for scope in (SHOP, SOURCE, DEVICE)],
    ("conversion", "d", SHOP),
    ("conversion_mean", "r28", SHOP),
    ("refund_order_rate", "r7", SHOP),
    ("refund_order_rate_prior", "r28", SHOP),
    *[("ad_ctr", "r7", scope) for scope in (ITEM, WORD)],
    ("ad_cpc", "d", ITEM),
    ("ad_cpc_mean", "r7", ITEM),
    *[(metric, "r7", scope) for metric in ("roi", "ad_clicks") for scope in (SHOP, ITEM)],
    *[("break_even_roi", "r30", scope) for scope in (SHOP, ITEM)],
    ("ad_clicks", "d", SOURCE),
    ("ad_clicks_mean", "r7", SOURCE),
    *[("buyers", "r7", scope) for scope in (SHOP, ITEM)],
    ("main_image_ctr", "w", ITEM),
    ("main_image_ctr", "r28", ITEM),
    ("search_rank", "w", PAIR),
    ("visitors", "w", SOURCE),
    ("lost_amount", "w", SHOP),
    ("lost_amount", "r28", SHOP),
    *[(metric, "r14", SOURCE) for metric in ("conversion", "value_per_buyer", "cost_per_visitor")],
    ("marginal_cost_per_visitor", "r14", SOURCE),
    *[(metric, "r28", SOURCE) for metric in ("conversion", "value_per_buyer", "gmv")],
    *[(metric, "r14", PAIR) for metric in ("ad_clicks", "ad_orders", "roi", "ad_position")],
    *[(metric, "r14", PAIR) for metric in ("keyword_buyers", "keyword_conversion")],
    ("item_conversion", "r14", ITEM),
]


@pytest.mark.parametrize(("metric", "kind", "scope"), ROWS)
def test_a_row_that_is_compared_is_said(metric: str, kind: str, scope: tuple[str, ...]):
    family = FORMULAS[metric].family
    assert metric in [name for name, _ in metrics_for(family, kind, scope)]
    assert f"`{metric}`" in PAGE.read_text(encoding="utf-8")


def test_the_mean_of_twenty_eight_days_of_dwell_time_stands_by_itself():
    assert STANDING["dwell"].kinds == ("r28",)


@pytest.mark.parametrize(
    "scope", [("item_id", "traffic_source"), ("promo_id",), ("agent_id",), ("person_id",)]
)
def test_no_rolling_window_is_said_of_a_scope_that_nobody_asks_for(scope: tuple[str, ...]):
    said = [metrics_for("s", kind, scope) for kind in ("r7", "r14", "r28", "r30")]
    assert [name for metrics in said for name, _ in metrics if not name.startswith("item_visitors")] == []


KINDS = sorted({"s", "g", "q", "v", "moves"} | STANDING.keys())


@given(st.data())
def test_a_window_says_what_needs_nothing_and_what_has_a_measure_that_there_is(data):
    family, kind = (
        data.draw(st.sampled_from(KINDS)),
        data.draw(st.sampled_from(["p", "m", "h", "d", "w", "r14"])),
    )
    scope = data.draw(st.sampled_from([SHOP, SOURCE, DEVICE, ITEM, WORD, PAIR]))
    metrics = metrics_for(family, kind, scope)
    needs = sorted({need for _, formula in metrics for need in formula.needs} | {"of no use"})
    sums, members = (data.draw(st.sets(st.sampled_from(needs))) for _ in range(2))
    said = [name for name, formula in metrics if not formula.needs or {*formula.needs} & (sums | members)]
    assert [name for name, _ in choice_for(family, kind, scope).of((sums, members))] == said
