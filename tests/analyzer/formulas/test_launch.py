"""New items since their listing (metrics.md M10)."""

from typing import Any

from tests.analyzer.formulas.test_market import at_ten, over
from tests.analyzer.formulas.test_wishes import cart, favour
from tests.analyzer.formulas.test_wishes import look as view
from tests.stories.market import list_item
from tests.stories.player import Player

ITEM = {"item_id": "i1"}
SATURDAY = "2026-11-21T00:00:00+08:00"


def launch(play: Player, **more: Any) -> None:
    list_item(play, "i1", 23800, is_new=True, category_id="dress", **more)


def test_after_the_new_item_period_an_item_is_new_no_more():
    play = at_ten()
    launch(play)
    list_item(play, "i2", 5000, category_id="dress")
    for day in range(21, 31):
        over(play, f"2026-11-{day}T00:03:00+08:00")
    for day in range(1, 9):
        over(play, f"2026-12-{day:02}T00:03:00+08:00")
    days = {row["window"]["start"][:10] for row in play.rows("new_item_ctr_ratio", "day", **ITEM)}
    assert (min(days), max(days)) == ("2026-11-20", "2026-12-03")
    assert not play.rows("new_item_ctr_ratio", "day", item_id="i2")


def test_wishes_since_the_listing_count_a_visitor_once_over_all_days():
    play = at_ten()
    launch(play)
    for visitor in ("u1", "u2"):
        view(play, visitor)
    favour(play, 1, "u1")
    over(play)
    view(play.at("2026-11-21T10:00:00+08:00"), "u3")
    favour(play, 2, "u1")
    cart(play, 3, "u3")
    over(play, "2026-11-22T00:03:00+08:00")
    found = play.rows("fav_cart_rate", "to_date", is_final=False, **ITEM)
    assert [(row["numerator"], row["denominator"]) for row in found] == [(1, 2), (2, 3)]
    assert {row["window"]["start"] for row in found} == {"2026-11-20T00:00:00+08:00"}
    assert play.final("fav_cart_rate", "day", SATURDAY, **ITEM) == 2
