"""What is said of short windows by their sums alone is what their formulas say."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.about import About
from services.analyzer.formulas.table import FORMULAS
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.shop import Shop
from services.analyzer.values import amount
from services.analyzer.views import PaneView
from tests.analyzer.formulas.trafficrows import by_rows
from tests.stories.player import Player, Row

SUMS = {metric: formula for metric, formula in FORMULAS.items() if formula.is_sum_of is not None}
START = 1_790_000_040
MINUTE = "2026-11-20T10:00:00+08:00"
SEEN, NOW = "2026-11-20T10:00:20+08:00", "2026-11-20T10:00:30+08:00"
A, B = {"item_id": "a"}, {"item_id": "b"}


@given(
    st.sampled_from(sorted(SUMS)),
    st.sampled_from([(), (("item_id", "a"),), (("traffic_source", "ppc"),), (("device", "app"),)]),
    st.none() | st.integers(-5, 5),
)
def test_a_formula_that_is_a_plain_sum_is_one(metric, scope, number):
    formula, known = SUMS[metric], Shop("s1", About()).known
    pane = Pane(PaneKey(formula.family, "m", START, scope), START + 60)
    if number is not None:
        pane.put(formula.is_sum_of, number)
    assert formula.compute(PaneView(known, pane.key, pane, None)) == amount(number or 0)


def viewed(play: Player, item: str, number: int) -> None:
    for place in range(number):
        seen = {"view_id": f"{item}{place}", "visitor_id": "u1", "page_type": "item", "item_id": item}
        play.send([play.line("page.viewed", seen, time=SEEN)])


def bought(play: Player, item: str, amount_minor: int) -> None:
    price = {"unit_price_minor": amount_minor // 2, "amount_minor": amount_minor}
    line = {"line_id": "1", "item_id": item, "qty": 2, **price}
    order = {"order_id": "o1", "buyer_id": "b1", "amount_minor": amount_minor, "lines": [line]}
    play.send([play.line("order.paid", order, time=SEEN)])


def said(play: Player) -> list[Row]:
    """The rows of the minute as they were said."""
    minute, start = (b'"kind":"minute"', f'"start":"{MINUTE}"'.encode())
    lines = [line for line in play._said.lines if minute in line and start in line]
    return [msgspec.json.decode(line)["data"] for line in lines]


def figures(play: Player, metric: str, **scope: str) -> list[int]:
    return [row["value"] for row in play.rows(metric, "minute", **scope)]


def test_minutes_say_of_items_what_was_seen_and_sold() -> None:
    play = Player().at(NOW)
    viewed(play, "a", 2)
    viewed(play, "b", 1)
    bought(play, "b", 900)
    play.pass_to("2026-11-20T10:05:00+08:00")
    assert figures(play, "page_views", **A) == [2]
    assert figures(play, "page_views", **B) == [1]
    assert [figures(play, metric, **B) for metric in ("gmv", "orders", "units")] == [[900], [1], [2]]
    assert figures(play, "gmv", **A) == []


def test_rows_of_one_minute_are_said_in_the_order_of_their_scopes() -> None:
    play = Player().at(NOW)
    for item in ("c", "a", "b"):
        viewed(play, item, 1)
    bought(play, "b", 900)
    play.pass_to("2026-11-20T10:05:00+08:00")
    named = [{k: v for k, v in row["scope"].items() if k != "shop_id"} for row in said(play)]
    scopes = [tuple(sorted(scope.items())) for scope in named]
    assert scopes == sorted(scopes)
    assert len(set(scopes)) > len("abc")


@pytest.mark.parametrize("is_by_rows", [False, True])
def test_views_of_an_item_are_unknown_where_rows_count_the_traffic(is_by_rows: bool) -> None:
    play = (by_rows() if is_by_rows else Player()).at(NOW)
    viewed(play, "a", 1)
    play.pass_to("2026-11-20T10:05:00+08:00")
    (row,) = play.rows("page_views", "minute", **A)
    told = (row.get("value"), row["basis"], row.get("null_reason"))
    assert told == ((None, "report", "no_data") if is_by_rows else (1, "stream", None))
