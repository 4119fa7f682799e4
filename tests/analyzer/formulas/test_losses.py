"""What the platform reports of losses and ratings (metrics.md M8)."""

from typing import Any

from tests.analyzer.formulas.friday import DAY_OVER, FRIDAY, WEEK, WEEK_OVER, at_ten, over
from tests.stories.player import Player


def row_of(
    play: Player, kind: str, figures: dict[str, Any], day: str, revision: int = 1, hours: int = 24
) -> None:
    as_of = f"{day}T{hours:02}:00:00+08:00" if hours < 24 else f"{day}T23:59:59.999999+08:00"
    as_of = f"{day[:8]}{int(day[8:]) + 1:02}T00:00:00+08:00" if hours == 24 else as_of
    play.say(kind, day=day, as_of=as_of, revision=revision, **figures)


def lose(play: Player, buyers: int, amount: int, day: str = "2026-11-19", **more: Any) -> None:
    rest = {name: more.pop(name) for name in ("revision", "hours") if name in more}
    said = {"lost_buyers": buyers, "lost_amount_minor": amount, "reason": "price", **more}
    row_of(play, "lost.reported", said, day, **rest)


def rate(play: Player, day: str, value: float, **more: Any) -> None:
    revision = more.pop("revision", 1)
    row_of(play, "dsr.observed", {"aspect": "service", "value": value, **more}, day, revision)


def test_losses_are_those_of_the_rows_with_the_fewest_dimensions_by_shop_and_reason():
    play = at_ten()
    lose(play, 5, 110_000, to_shop="rival-a")
    lose(play, 7, 30_000, to_shop="rival-b", reason="style")
    lose(play, 2, 9_000, to_shop="rival-b")
    lose(play, 1, 4_000, day="2026-11-20", to_shop="rival-a")
    over(play, WEEK_OVER)
    thursday = "2026-11-19T00:00:00+08:00"
    assert play.final("lost_buyers", "day", thursday) == 14
    assert play.final("lost_amount", "day", thursday) == 149_000
    assert play.final("lost_buyers", "day", thursday, to_shop="rival-b") == 9
    assert play.final("lost_amount", "day", thursday, reason="price") == 119_000
    assert play.final("lost_amount", "day", thursday, to_shop="rival-b", reason="style") == 30_000
    assert play.final("lost_buyers", "week", WEEK) == 15
    assert play.final("lost_amount", "week", WEEK, to_shop="rival-a") == 114_000
    assert play.final("lost_amount", "week", WEEK, reason="price") == 123_000


def test_losses_of_an_item_come_from_the_rows_that_name_it_and_never_double_the_shop():
    play = at_ten()
    lose(play, 5, 100)
    lose(play, 3, 60, item_id="i1")
    lose(play, 2, 40, item_id="i1", to_shop="rival-a")
    over(play, WEEK_OVER)
    thursday = "2026-11-19T00:00:00+08:00"
    assert play.final("lost_buyers", "day", thursday) == 5
    assert play.final("lost_buyers", "day", thursday, item_id="i1") == 3
    assert play.final("lost_buyers", "day", thursday, item_id="i1", reason="price") == 3
    assert play.final("lost_buyers", "day", thursday, item_id="i1", to_shop="rival-a") == 2
    assert play.final("lost_amount", "week", WEEK, item_id="i1") == 60


def test_a_row_of_half_a_day_is_provisional_and_the_whole_one_takes_its_place():
    play = at_ten()
    lose(play, 3, 300, day="2026-11-20", hours=10)
    play.pass_to(DAY_OVER)
    row = play.final_row("lost_buyers", "day", FRIDAY)
    assert (row["value"], row["is_provisional"], row["basis"]) == (3, True, "report")
    lose(play, 8, 800, day="2026-11-20")
    play.pass_to("2026-11-21T00:05:00+08:00")
    row = play.final_row("lost_buyers", "day", FRIDAY)
    assert (row["value"], row.get("is_provisional"), row["revision"]) == (8, None, 2)


def test_a_day_without_rows_of_losses_is_not_a_day_without_losses():
    play = at_ten()
    play.say("page.viewed", view_id="v1", visitor_id="u1", page_type="home")
    play.pass_to(DAY_OVER)
    assert play.final_row("lost_buyers", "day", FRIDAY)["null_reason"] == "no_data"


def test_a_rating_is_the_latest_of_its_aspect_with_the_change_against_the_day_before():
    play = at_ten()
    rate(play, "2026-11-17", 4.82)
    rate(play, "2026-11-18", 4.81, peer_gap=-0.02)
    play.pass_to(DAY_OVER)
    row = play.final_row("dsr", "day", FRIDAY, aspect="service")
    assert (row["value"], row["numerator"], row["denominator"]) == (4.81, 481, 100)
    assert row["parts"] == {"observed_day": "2026-11-18", "change": 0, "peer_gap": -0.02}
    rate(play, "2026-11-20", 4.79)
    play.pass_to("2026-11-21T00:05:00+08:00")
    row = play.final_row("dsr", "day", FRIDAY, aspect="service")
    assert (row["value"], row["revision"], row["parts"]["change"]) == (4.79, 2, -0.02)
    assert not play.rows("dsr", "day")


def test_a_corrected_rating_changes_its_day_and_those_that_still_show_it():
    play = at_ten()
    rate(play, "2026-11-20", 4.8)
    play.pass_to("2026-11-22T00:03:00+08:00")
    rate(play, "2026-11-20", 4.7, revision=2)
    play.pass_to("2026-11-22T00:06:00+08:00")
    for day in (20, 21):
        assert play.final("dsr", "day", f"2026-11-{day}T00:00:00+08:00", aspect="service") == 4.7
