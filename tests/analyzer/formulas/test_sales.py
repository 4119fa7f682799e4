"""Sales (metrics.md M1): each figure in every scope and window of its table, on two days that one can count by hand.

On Monday 23 November at 10:00 three visitors come; o1, o2 and o3 are paid, o4 is only placed, o6 and o7 are no sales.
On Tuesday at 10:00 the buyer of o1 pays o5 without a visit, and 0.40 of o1 go back. Nothing else happens this year.
"""

from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from services.contracts.metrics import CATALOGUE
from tests.analyzer.compared import KIND_OF
from tests.stories.orders import line_of
from tests.stories.player import Player

DAY1, DAY2 = "2026-11-23T00:00:00+08:00", "2026-11-24T00:00:00+08:00"
STARTS = {
    "pulse": "2026-11-23T10:00:00+08:00",
    "minute": "2026-11-23T10:00:00+08:00",
    "hour": "2026-11-23T10:00:00+08:00",
    "day": DAY1,
    "week": DAY1,
    "month": "2026-11-01T00:00:00+08:00",
    "quarter": "2026-10-01T00:00:00+08:00",
    "year": "2026-01-01T00:00:00+08:00",
    "r7": "2026-11-18T00:00:00+08:00",
    "r14": "2026-11-11T00:00:00+08:00",
    "r28": "2026-10-28T00:00:00+08:00",
}  # rolling windows end with the second day
LETTERS = {
    "traffic_source": "T",
    "device": "D",
    "visitor_class": "V",
    "item_id": "I",
    "keyword": "K",
    "promo_id": "P",
    "activity_id": "Y",
    "agent_id": "A",
    "reason": "S",
}
WITH_RN = ("buyers", "identified_buyers")

SHOP: dict[str, str] = {}
SEARCH, MOBILE = {"traffic_source": "search"}, {"device": "mobile"}
NEW, UNKNOWN = {"visitor_class": "new"}, {"visitor_class": "unknown"}
I1, I2, WORD = {"item_id": "i1"}, {"item_id": "i2"}, {"keyword": "kw"}
PROMO, ACTIVITY, AGENT = {"promo_id": "pr1"}, {"activity_id": "ac1"}, {"agent_id": "a1"}

# Metric, scope, then the figure of the first day, of both days together, and of rolling days where that is another.
FIGURES: list[tuple[str, dict[str, str], Any, Any, Any]] = [
    ("gmv", SHOP, 910, 1010, None),
    ("gmv", SEARCH, 510, 610, None),
    ("gmv", MOBILE, 510, 610, None),
    ("gmv", NEW, 510, 510, None),
    ("gmv", UNKNOWN, 400, 500, None),
    ("gmv", I1, 300, 400, None),
    ("gmv", I2, 600, 600, None),
    ("gmv", PROMO, 200, 300, None),
    ("gmv", ACTIVITY, 510, 610, None),
    ("gmv", AGENT, 510, 610, None),
    ("refund_amount", SHOP, 0, 40, None),
    ("refund_amount", I1, 0, 40, None),
    ("refund_by_order_day", SHOP, 40, 40, None),
    ("refund_by_order_day", I1, 40, 40, None),
    ("net_sales", SHOP, 910, 970, None),
    ("net_sales", I1, 300, 360, None),
    ("net_sales", I2, 600, 600, None),
    ("refund_rate", SHOP, (40, 910), (40, 1010), None),
    ("refund_rate", I1, (40, 300), (40, 400), None),
    ("refund_rate", I2, (0, 600), (0, 600), None),
    ("refund_order_rate", SHOP, (1, 3), (1, 4), None),
    ("refund_order_rate", I1, (1, 2), (1, 3), None),
    ("refund_order_rate", I2, (0, 2), (0, 2), None),
    ("orders_created", SHOP, 4, 5, None),
    ("orders_created", I1, 3, 4, None),
    ("orders_created", PROMO, 2, 3, None),
    ("orders", SHOP, 3, 4, None),
    ("orders", SEARCH, 1, 2, None),
    ("orders", MOBILE, 1, 2, None),
    ("orders", I1, 2, 3, None),
    ("orders", WORD, 1, 2, None),
    ("orders", PROMO, 1, 2, None),
    ("orders", ACTIVITY, 1, 2, None),
    ("orders", AGENT, 1, 2, None),
    ("payment_rate", SHOP, (3, 4), (4, 5), None),
    ("units", SHOP, 5, 6, None),
    ("units", I1, 3, 4, None),
    ("units", PROMO, 2, 3, None),
    ("buyers", SHOP, 3, 3, None),
    ("buyers", SEARCH, 1, 1, None),
    ("buyers", MOBILE, 1, 1, None),
    ("buyers", NEW, 1, 1, None),
    ("buyers", UNKNOWN, 2, 3, None),
    ("buyers", I1, 2, 2, None),
    ("buyers", ACTIVITY, 1, 1, None),
    ("identified_buyers", SHOP, 2, 2, None),
    ("value_per_buyer", SHOP, (910, 3), (1010, 3), (1010, 4)),
    ("value_per_buyer", SEARCH, (510, 1), (610, 1), (610, 2)),
    ("value_per_buyer", I1, (300, 2), (400, 2), (400, 3)),
    ("aov_per_order", SHOP, (910, 3), (1010, 4), None),
    ("aov_per_order", SEARCH, (510, 1), (610, 2), None),
    ("units_per_order", SHOP, (5, 3), (6, 4), None),
    ("conversion", SHOP, (3, 3), (3, 3), None),
    ("conversion", SEARCH, (1, 2), (1, 2), None),
    ("conversion", MOBILE, (1, 2), (1, 2), None),
    ("conversion", NEW, (1, 3), (1, 3), None),
    ("item_conversion", I1, (2, 1), None, (3, 1)),
    ("checkout_rate", SHOP, (1, 2), None, None),
    ("excluded_orders", SHOP, 2, 2, None),
    ("excluded_orders", {"reason": "brushing"}, 1, 1, None),
    ("excluded_orders", {"reason": "test"}, 1, 1, None),
]
SHORT = ("pulse", "minute", "hour", "day")


def kinds_of(metric: str, scope: dict[str, str]) -> list[str]:
    """The windows of the table; of the rolling ones r7 and, of any number of days, three; an item has r7 alone."""
    windows = CATALOGUE[metric].windows
    kinds = [KIND_OF.get(window, window) for window in windows if window != "rN"]
    if metric in WITH_RN:
        kinds += ["r7"] if "item_id" in scope else ["r7", "r14", "r28"]
    return kinds


CASES = [
    (
        metric,
        scope,
        kind,
        first if kind in SHORT else rolled if kind[0] == "r" and rolled is not None else both,
    )
    for metric, scope, first, both, rolled in FIGURES
    for kind in kinds_of(metric, scope)
]


@cache
def two_days() -> Player:
    play = Player().at("2026-11-23T10:00:00+08:00")
    views = (("u1", "search", "mobile", "i1"), ("u2", "ppc", "pc", None), ("u3", "search", "mobile", None))
    for visitor, source, device, item in views:
        page = {"page_type": "item", "item_id": item} if item else {"page_type": "home"}
        view = {"view_id": f"v{visitor}", "visitor_id": visitor, "traffic_source": source, "device": device}
        play.say("page.viewed", **view, **page)
    for visitor in ("u1", "u2"):
        play.say("checkout.started", visitor_id=visitor, action_id=f"c{visitor}")
    promo = {"promo_ids": ["pr1"]}
    mark = {"keyword": "KW ", "activity_id": "ac1", "agent_id": "a1"}
    two = [line_of("i1", 100, 2, **promo), line_of("i2", 300, line_id="2")]
    order(play, "o1", 510, two, postage_minor=10, buyer_id="b1", visitor_id="u1", **mark)
    order(play, "o2", 100, [line_of("i1", 100)], buyer_id="b2", traffic_source="ppc", device="pc")
    order(play, "o3", 300, [line_of("i2", 300)])
    placed = {"order_id": "o4", "amount_minor": 100, "buyer_id": "b4", "lines": [line_of("i1", 100, **promo)]}
    play.say("order.created", **placed)
    order(play, "o6", 999, [line_of("i1", 999)], buyer_id="b6", is_brushing=True)
    order(play, "o7", 999, [line_of("i1", 999)], buyer_id="b7")
    play.say("order.excluded", order_id="o7", reason="test")
    play.pass_to("2026-11-23T10:03:00+08:00")
    play.pass_to("2026-11-24T10:00:00+08:00")
    again = {"buyer_id": "b1", "traffic_source": "search", "device": "mobile", **mark}
    order(play, "o5", 100, [line_of("i1", 100, **promo)], **again)
    back = [{"line_id": "1", "item_id": "i1", "qty": 1, "unit_price_minor": 40, "amount_minor": 40}]
    play.say("order.refunded", refund_id="r1", order_id="o1", amount_minor=40, lines=back)
    return play.leap_to("2027-01-01T00:05:00+08:00")


def order(play: Player, name: str, amount: int, lines: list[dict[str, Any]], **more: Any) -> None:
    """Placed and paid at once; what a placed order does not say is said by the payment."""
    paid = {"order_id": name, "amount_minor": amount, "lines": lines, **more}
    created = {key: value for key, value in paid.items() if key not in ("activity_id", "agent_id")}
    play.say("order.created", **created)
    play.say("order.paid", **paid)


@pytest.mark.parametrize(("metric", "scope", "kind", "expected"), CASES)
def test_each_figure_in_every_scope_and_window(metric: str, scope: dict[str, str], kind: str, expected: Any):
    row = two_days().final_row(metric, kind, STARTS[kind], **scope) if expected != 0 else None
    if expected == 0:
        assert said_or_nothing(metric, kind, scope) == 0
    elif isinstance(expected, tuple):
        assert row is not None
        assert Fraction(row["numerator"], row["denominator"]) == Fraction(*expected)
        assert row["denominator"] == expected[1]
    else:
        assert row is not None
        assert row["value"] == expected


def said_or_nothing(metric: str, kind: str, scope: dict[str, str]) -> int:
    """A sum over nothing is 0, and so is a narrow scope that has no row because nothing happened in it."""
    rows = [row for row in two_days().rows(metric, kind, **scope) if row["window"]["start"] == STARTS[kind]]
    return rows[-1]["value"] if rows else 0


def test_every_scope_of_the_table_has_a_case():
    shown = {(metric, next((LETTERS[key] for key in scope), "S")) for metric, scope, _, _ in CASES}
    table = {(m.id, scope) for m in CATALOGUE.values() if m.section == "M1" for scope in m.scopes}
    assert shown == table


def test_the_second_day_has_figures_of_its_own():
    play = two_days()
    assert play.final("gmv", "day", DAY2) == 100
    assert play.final("net_sales", "day", DAY2) == 60
    assert play.final("refund_amount", "hour", "2026-11-24T10:00:00+08:00") == 40
    assert play.final_row("conversion", "day", DAY2)["null_reason"] == "zero_denominator"
