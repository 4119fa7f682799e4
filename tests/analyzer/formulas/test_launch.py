"""New items since their listing (metrics.md M10)."""

from typing import Any

from tests.analyzer.formulas.friday import at_ten, leap
from tests.analyzer.formulas.test_wishes import cart, favour
from tests.analyzer.formulas.test_wishes import look as view
from tests.stories.market import list_item, midnight_after
from tests.stories.player import Player

ITEM = {"item_id": "i1"}
SATURDAY = "2026-11-21T00:00:00+08:00"


def launch(play: Player, **more: Any) -> None:
    list_item(play, "i1", 23800, is_new=True, category_id="dress", **more)


def benchmark(play: Player, metric: str, value: float) -> None:
    said = {"metric": metric, "level": "mean", "category_id": "dress", "value": value, "revision": 1}
    play.say("benchmark.set", effective_from="2026-11-01T00:00:00+08:00", **said)


def show(play: Player, day: str, impressions: int, clicks: int) -> None:
    row = {"day": day, "as_of": midnight_after(day), "revision": 1}
    play.say("impression.reported", item_id="i1", impressions=impressions, clicks=clicks, **row)


def test_click_through_since_the_listing_is_compared_with_the_mean_of_the_category():
    play = at_ten()
    benchmark(play, "main_image_ctr", 0.04)
    show(play, "2026-11-19", 1000, 900)
    launch(play)
    leap(play)
    show(play, "2026-11-20", 1500, 20)
    leap(play, "2026-11-22T00:03:00+08:00")
    show(play, "2026-11-21", 500, 20)
    leap(play, "2026-11-22T00:05:00+08:00")
    row = play.final_row("new_item_ctr_ratio", "day", SATURDAY, **ITEM)
    assert row["value"] == 0.5
    shown = {"impressions": 2000, "clicks": 40, "benchmark": 0.04, "days_left": 12}
    assert row["parts"] == shown


def test_without_a_mean_of_the_category_there_is_nothing_to_compare_with_until_it_is_told():
    play = at_ten()
    launch(play)
    show(play, "2026-11-20", 2000, 40)
    leap(play)
    row = play.final_row("new_item_ctr_ratio", "day", **ITEM)
    assert row["null_reason"] == "not_configured"
    benchmark(play, "main_image_ctr", 0.04)
    leap(play, "2026-11-21T00:05:00+08:00")
    assert play.final("new_item_ctr_ratio", "day", **ITEM) == 0.5


def test_after_the_new_item_period_an_item_is_new_no_more():
    play = at_ten()
    launch(play)
    list_item(play, "i2", 5000, category_id="dress")
    for day in range(21, 31):
        leap(play, f"2026-11-{day}T00:03:00+08:00")
    for day in range(1, 9):
        leap(play, f"2026-12-{day:02}T00:03:00+08:00")
    days = {row["window"]["start"][:10] for row in play.rows("new_item_ctr_ratio", "day", **ITEM)}
    assert (min(days), max(days)) == ("2026-11-20", "2026-12-03")
    assert not play.rows("new_item_ctr_ratio", "day", item_id="i2")


def test_wishes_since_the_listing_count_a_visitor_once_over_all_days():
    play = at_ten()
    launch(play)
    for visitor in ("u1", "u2"):
        view(play, visitor)
    favour(play, 1, "u1")
    leap(play)
    view(play.at("2026-11-21T10:00:00+08:00"), "u3")
    favour(play, 2, "u1")
    cart(play, 3, "u3")
    leap(play, "2026-11-22T00:03:00+08:00")
    found = play.rows("fav_cart_rate", "to_date", is_final=False, **ITEM)
    assert [(row["numerator"], row["denominator"]) for row in found] == [(1, 2), (2, 3)]
    assert {row["window"]["start"] for row in found} == {"2026-11-20T00:00:00+08:00"}
    assert play.final("fav_cart_rate", "day", SATURDAY, **ITEM) == 2
