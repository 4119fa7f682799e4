"""Search words, main images and hot items (metrics.md M4)."""

from typing import Any

import pytest

from tests.stories.orders import buy, line_of
from tests.stories.player import Player

DAY, WEEK = "2026-11-20T00:00:00+08:00", "2026-11-16T00:00:00+08:00"
R14, R28 = "2026-11-07T00:00:00+08:00", "2026-10-24T00:00:00+08:00"
CLOSED = "2026-11-23T00:03:00+08:00"  # the week is over, too
WORD = {"keyword": "连衣裙"}
PAIR = {"keyword": "连衣裙", "item_id": "i1"}
WINDOWS = {"day": DAY, "week": WEEK, "r14": R14}


def a_player() -> Player:
    play = Player().at("2026-11-20T09:00:00+08:00")
    play.say("page.viewed", view_id="v0", visitor_id="u0", page_type="home")
    return play


def tell(play: Player, visitors: int, buyers: int, **more: Any) -> None:
    """A complete row of a report on search words."""
    row = {"day": "2026-11-20", "as_of": "2026-11-24T00:00:00+08:00", "revision": 1, "keyword": " 连衣裙 "}
    play.say("keyword.reported", **{"visitors": visitors, "buyers": buyers, **row, **more})


def image(play: Player, impressions: int, clicks: int, **more: Any) -> None:
    row = {"day": "2026-11-20", "as_of": "2026-11-24T00:00:00+08:00", "revision": 1, "item_id": "i1"}
    play.say("impression.reported", **{"impressions": impressions, "clicks": clicks, **row, **more})


# --- told by a report


@pytest.fixture(scope="module")
def told() -> Player:
    """Two days of the week by word, one of them by word and item, too; and orders that must not count."""
    play = a_player()
    tell(play, 50, 4, orders=5)
    tell(play, 40, 2, orders=3, item_id="i1")
    tell(play, 30, 1, orders=1, day="2026-11-18")
    buy(play, "o1", "i1", 500, buyer_id="b1", keyword="连衣裙")
    return play.pass_to(CLOSED)


TOLD = [
    ("keyword_buyers", WORD, {"day": 4, "week": 5, "r14": 5}),
    ("keyword_buyers", PAIR, {"day": 2, "week": 2, "r14": 2}),
    ("keyword_orders", WORD, {"day": 5, "week": 6, "r14": 6}),
    ("keyword_orders", PAIR, {"day": 3, "week": 3, "r14": 3}),
]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("metric", "scope", "expected"), TOLD)
def test_a_word_has_what_its_rows_tell(
    told: Player, metric: str, scope: dict[str, str], expected: dict[str, int], window: str
):
    row = told.final_row(metric, window, WINDOWS[window], **scope)
    assert (row["value"], row["basis"]) == (expected[window], "report")


@pytest.mark.parametrize("window", ["week", "r14"])
@pytest.mark.parametrize(("scope", "expected"), [(WORD, (5, 80)), (PAIR, (2, 40))])
def test_the_conversion_of_a_word_is_over_the_sums_of_its_rows(
    told: Player, window: str, scope: dict[str, str], expected: tuple[int, int]
):
    row = told.final_row("keyword_conversion", window, WINDOWS[window], **scope)
    assert (row["numerator"], row["denominator"]) == expected


def test_buyers_of_several_rows_are_said_to_be_a_sum(told: Player):
    assert told.final_row("keyword_buyers", "r14", R14, **WORD)["label"] == "sum of rows"
    assert "label" not in told.final_row("keyword_buyers", "r14", R14, **PAIR)


def test_an_item_alone_has_no_search_words(told: Player):
    assert not told.rows("keyword_orders", "day", item_id="i1")


# --- told by nobody: the words of the shop's own visits and orders


@pytest.fixture(scope="module")
def own() -> Player:
    """Three visitors by a word, two on the item's page; two of them buy it, one twice and on two days."""
    play = a_player()
    for number, page in ((1, {"page_type": "item", "item_id": "i1"}), (2, {"page_type": "home"})):
        name = f"u{number}"
        play.say("page.viewed", view_id=name, visitor_id=name, keyword="连衣裙", **page)
    play.say("page.viewed", view_id="u2b", visitor_id="u2", page_type="item", item_id="i1")
    play.say("page.viewed", view_id="u3", visitor_id="u3", page_type="home", keyword=" 连衣裙")
    lines = [line_of("i1", 500), {**line_of("i1", 500), "line_id": "2"}]
    play.say("order.paid", order_id="o1", buyer_id="b1", amount_minor=1000, lines=lines, keyword="连衣裙")
    buy(play, "o2", "i1", 500, buyer_id="b2", visitor_id="u2", keyword="连衣裙")
    buy(play, "o3", "i2", 500, buyer_id="b9", keyword="裙")
    play.pass_to("2026-11-21T10:00:00+08:00")
    buy(play, "o4", "i1", 500, buyer_id="b1", keyword="连衣裙")
    return play.pass_to(CLOSED)


OWN = [
    ("keyword_buyers", WORD, {"day": 2, "week": 2}),
    ("keyword_buyers", PAIR, {"day": 2, "week": 2}),
    ("keyword_orders", WORD, {"day": 2, "week": 3}),
    ("keyword_orders", PAIR, {"day": 2, "week": 3}),
]


@pytest.mark.parametrize("window", ["day", "week"])
@pytest.mark.parametrize(("metric", "scope", "expected"), OWN)
def test_without_a_report_a_word_has_the_orders_that_came_by_it(
    own: Player, metric: str, scope: dict[str, str], expected: dict[str, int], window: str
):
    row = own.final_row(metric, window, WINDOWS[window], **scope)
    assert (row["value"], row["basis"]) == (expected[window], "stream")


def test_without_a_report_fourteen_days_count_each_buyer_once(own: Player):
    start = "2026-11-08T00:00:00+08:00"
    assert own.final("keyword_buyers", "r14", start, **PAIR) == 2
    assert own.final("keyword_orders", "r14", start, **PAIR) == 3


@pytest.mark.parametrize(("scope", "expected"), [(WORD, (2, 3)), (PAIR, (2, 2))])
def test_without_a_report_conversion_is_over_the_visitors_who_came_by_the_word(
    own: Player, scope: dict[str, str], expected: tuple[int, int]
):
    row = own.final_row("keyword_conversion", "week", WEEK, **scope)
    assert (row["numerator"], row["denominator"]) == expected
    row = own.final_row("keyword_conversion", "r14", R14, **scope)
    assert (row["numerator"], row["denominator"]) == expected


def test_a_report_that_comes_later_takes_the_place_of_the_orders():
    play = a_player()
    buy(play, "o1", "i1", 500, buyer_id="b1", keyword="连衣裙")
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final("keyword_buyers", start=DAY, **WORD) == 1
    tell(play, 9, 7, keyword="裙")
    play.pass_to("2026-11-21T00:05:00+08:00")
    row = play.final_row("keyword_buyers", start=DAY, **WORD)
    assert (row["null_reason"], row["basis"], row["revision"]) == ("no_data", "report", 2)
    assert play.final("keyword_buyers", start=DAY, keyword="裙") == 7


def test_a_partial_row_is_provisional():
    play = a_player()
    tell(play, 9, 7, as_of="2026-11-20T12:00:00+08:00")
    image(play, 100, 4, as_of="2026-11-20T12:00:00+08:00")
    play.pass_to("2026-11-21T00:03:00+08:00")
    assert play.final_row("keyword_buyers", **WORD)["is_provisional"]
    assert play.final_row("main_image_ctr", item_id="i1")["is_provisional"]


# --- main image


@pytest.mark.parametrize(
    ("window", "start", "expected"),
    [("day", DAY, (31, 1000)), ("week", WEEK, (71, 2000)), ("r28", R28, (76, 2100))],
)
def test_the_main_image_is_judged_by_its_own_report(window: str, start: str, expected: tuple[int, int]):
    play = a_player()
    image(play, 1000, 31)
    image(play, 400, 13, placement="search")
    image(play, 1000, 40, day="2026-11-18")
    image(play, 100, 5, day="2026-10-24")
    play.pass_to(CLOSED)
    row = play.final_row("main_image_ctr", window, start, item_id="i1")
    assert (row["numerator"], row["denominator"]) == expected


# --- hot items


def advertise(play: Player, item: str, cost: int, day: str = "2026-11-20") -> None:
    row = {"day": day, "as_of": "2026-11-24T00:00:00+08:00", "revision": 1, "traffic_source": "ppc"}
    play.say("ad.reported", item_id=item, impressions=9, clicks=3, cost_minor=cost, **row)


def ranks(play: Player, items: str, start: str = DAY) -> dict[str, int | None]:
    return {item: play.final("hot_item_rank", "day", start, item_id=item) for item in items.split()}


def test_hot_items_are_the_advertised_ones_by_their_sales_of_seven_days():
    play = a_player()
    for number, (item, price) in enumerate((("i1", 500), ("i2", 900), ("i3", 900), ("i4", 9000), ("i5", 1))):
        buy(play, f"o{number}", item, price)
    for item in ("i1", "i2", "i3", "i5"):
        advertise(play, item, 100, "2026-11-15")
    advertise(play, "i4", 0)
    play.pass_to("2026-11-22T00:03:00+08:00")
    assert ranks(play, "i1 i2 i3 i5") == {"i2": 1, "i3": 2, "i1": 3, "i5": 4}
    assert not play.rows("hot_item_rank", "day", item_id="i4")


def test_a_report_of_the_day_before_changes_who_is_hot_and_a_restated_one_takes_it_back():
    play = a_player()
    buy(play, "o1", "i1", 500)
    buy(play, "o2", "i2", 900)
    advertise(play, "i1", 100)
    play.pass_to("2026-11-21T08:00:00+08:00")
    assert ranks(play, "i1") == {"i1": 1}
    advertise(play, "i2", 100)
    play.pass_to("2026-11-21T08:01:00+08:00")
    assert ranks(play, "i1 i2") == {"i2": 1, "i1": 2}
    row = {"day": "2026-11-20", "as_of": "2026-11-24T00:00:00+08:00", "revision": 2, "traffic_source": "ppc"}
    play.say("ad.reported", item_id="i2", impressions=9, clicks=3, cost_minor=0, **row)
    play.pass_to("2026-11-21T08:02:00+08:00")
    assert ranks(play, "i1 i2") == {"i1": 1, "i2": None}
