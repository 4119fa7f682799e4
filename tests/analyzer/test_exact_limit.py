"""Up to how many visitors a shop counts exactly (metrics.md M0 Exactness, option `exact_distinct_limit`)."""

from tests.analyzer.formulas.friday import FRIDAY, at_ten, leap
from tests.analyzer.optional import killed
from tests.stories.player import Player

CONFIGURED = {
    "timezone": "Asia/Shanghai",
    "currency": "CNY",
    "effective_from": "2026-01-01T00:00:00+08:00",
    "revision": 1,
}


def shop_counting_exactly(limit: int) -> Player:
    play = at_ten()
    play.say("shop.configured", **CONFIGURED, options={"exact_distinct_limit": limit})
    return play


def look(play: Player, first: int, last: int) -> None:
    for number in range(first, last):
        play.say("page.viewed", view_id=f"v{number}", visitor_id=f"u{number}", page_type="home")


def test_a_shop_that_asks_for_it_has_its_visitors_counted_exactly_beyond_the_usual_limit():
    play = shop_counting_exactly(10_000)
    look(play, 0, 5_000)
    row = leap(play).final_row("visitors", "day", FRIDAY)
    assert (row["value"], row.get("error")) == (5_000, None)


def test_a_shop_that_asks_for_less_has_an_estimate_with_its_error():
    play = shop_counting_exactly(100)
    look(play, 0, 101)
    assert leap(play).final_row("visitors", "day", FRIDAY)["error"] > 0


def test_the_limit_holds_for_what_comes_after_a_kill():
    play = shop_counting_exactly(10_000)
    look(play, 0, 2_000)
    look(killed(play), 2_000, 5_000)
    row = leap(play).final_row("visitors", "day", FRIDAY)
    assert (row["value"], row.get("error")) == (5_000, None)


def test_a_limit_that_is_to_hold_next_month_changes_nothing_today():
    play = shop_counting_exactly(10_000)
    play.say("shop.configured", **{**CONFIGURED, "effective_from": "2026-12-01T00:00:00+08:00"})
    look(play, 0, 5_000)
    row = leap(play).final_row("visitors", "day", FRIDAY)
    assert (row["value"], row.get("error")) == (5_000, None)


def test_a_lower_limit_makes_estimates_of_the_windows_that_end_under_it():
    said = {
        **CONFIGURED,
        "effective_from": "2026-11-20T11:00:00+08:00",
        "options": {"exact_distinct_limit": 100},
    }
    before, after = at_ten(), at_ten()
    before.say("shop.configured", **said)
    look(before, 0, 101)
    look(after, 0, 101)
    after.say("shop.configured", **said)
    for play in (before, after):
        assert leap(play).final_row("visitors", "hour", "2026-11-20T10:00:00+08:00")["value"] == 101
        assert play.final_row("visitors", "day", FRIDAY)["error"] > 0


def test_what_has_become_an_estimate_stays_one_when_more_are_counted_exactly():
    play = shop_counting_exactly(100)
    look(play, 0, 101)
    play.say("shop.configured", **{**CONFIGURED, "revision": 2}, options={"exact_distinct_limit": 10_000})
    look(play, 101, 102)
    assert leap(play).final_row("visitors", "day", FRIDAY)["error"] > 0
