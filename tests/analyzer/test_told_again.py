"""What is told again, or late, of hours and days that are gone says nothing of them (events.md E2, Late)."""

from typing import Any

import pytest

from tests.analyzer.optional import configure
from tests.stories.player import Player
from tests.stories.stock import counted

OLD = "2016-11-05T10:30:00+08:00"
HOUR, DAY = "2016-11-05T10:00:00+08:00", "2016-11-05T00:00:00+08:00"


def old_order(play: Player, number: int = 1, when: str = OLD) -> None:
    play.say(
        "order.paid",
        envelope={"time": when, "id": f"paid{number}", "history": True},
        order_id=f"o{number}",
        buyer_id="b1",
        amount_minor=100,
    )


def old_inquiry(play: Player, when: str = OLD) -> None:
    envelope = {"time": when, "id": "asked", "history": True}
    play.say(
        "inquiry.opened",
        envelope=envelope,
        inquiry_id="q1",
        buyer_id="b2",
        channel="wangwang",
        is_presale=True,
    )


def old_promo(play: Player) -> None:
    envelope = {"time": OLD, "id": "promo", "history": True}
    terms = {"kind": "fixed_price", "price_minor": 500, "stackable": False, "item_ids": ["i1"]}
    play.say("promo.published", envelope=envelope, promo_id="pr1", starts_at=OLD, **terms)


def lived_through(*days: str) -> Player:
    """A shop that was told an order of years ago, and lived on."""
    play = Player().at("2026-11-20T10:00:00+08:00")
    configure(play, identity_days=900)
    old_order(play)
    play.pass_to("2026-11-20T10:01:00+08:00")
    return live(play, *days)


def live(play: Player, *days: str) -> Player:
    for day in days:
        play.leap_to(f"{day}T10:00:00+08:00")
        play.leap_to(f"{day}T10:15:00+08:00")
    return play


YEAR = ("2026-12-10", "2027-03-20", "2027-09-20", "2028-01-20", "2028-04-20", "2028-04-21")


@pytest.mark.parametrize("days", [("2026-12-10",), YEAR])
def test_an_order_of_history_told_again_says_nothing_of_hours_and_days_that_are_gone(days):
    play = lived_through(*days)
    before = len(play.finals)
    old_order(play)
    live(play, f"{days[-1][:-2]}{int(days[-1][-2:]) + 1}")
    assert not said_anew(play, before)
    assert (play.final("gmv", "hour", HOUR), play.final("gmv", "day", DAY)) == (100, 100)


def said_anew(play: Player, before: int) -> list[dict[str, Any]]:
    """The rows since then of windows of years ago."""
    rows = [row["data"] for row in play.finals[before:]]
    return [row for row in rows if row["window"]["end"] < "2020"]


def test_a_fact_of_another_kind_does_not_say_of_an_hour_that_is_gone_that_nothing_was_sold():
    play = lived_through("2026-12-10")
    before = len(play.finals)
    old_inquiry(play)
    live(play, "2026-12-11", "2026-12-12")
    anew = said_anew(play, before)
    assert "inquirers" in {row["metric"] for row in anew}
    assert not [row for row in anew if row["metric"] == "gmv"]


def test_a_promo_of_history_told_again_says_nothing_of_its_day():
    play = Player().at("2026-11-20T10:00:00+08:00")
    old_promo(play)
    live(play, *YEAR)
    before = len(play.finals)
    assert play.final("gmv", "day", DAY) == 0
    old_promo(play)
    live(play, "2028-04-22")
    assert not said_anew(play, before)


def test_the_first_fact_of_a_day_of_years_ago_says_that_the_shop_was_alive_in_its_hour_and_on_its_day():
    play = Player().at("2026-11-20T10:00:00+08:00")
    old_inquiry(play)
    live(play, "2026-11-21", "2026-11-22")
    assert (play.final("gmv", "hour", HOUR), play.final("gmv", "day", DAY)) == (0, 0)
    assert play.final_row("gmv", "day", DAY)["is_history"]


@pytest.mark.parametrize(("day", "values"), [("2026-11-18", [0]), ("2026-11-15", [None])])
def test_a_late_fact_says_nothing_of_an_hour_that_it_does_not_reach(day, values):
    play = Player().at("2026-11-20T10:00:00+08:00")
    counted(play, 1, 5, time=f"{day}T10:30:00+08:00")
    play.pass_to("2026-11-20T10:02:00+08:00")
    rows = [row for row in play.rows("gmv", "hour") if row["window"]["start"].startswith(f"{day}T10")]
    assert [row.get("value") for row in rows] == values
    assert play.final("stock_on_hand", "day", f"{day}T00:00:00+08:00", item_id="i1") == 5
