"""What a change of an item's page did to its conversion (metrics.md M3)."""

from fractions import Fraction

from tests.stories.orders import line_of
from tests.stories.player import Player
from tests.stories.shelf import seen

I1 = {"item_id": "i1"}


def change(play: Player, when: str, number: int = 1, **data: object) -> None:
    """The detail page was changed."""
    about = {"change_id": f"c{number}", "lever": "detail_page", **I1, **data}
    play.say("page.changed", envelope={"time": when, "history": True}, **about)


def day_of(play: Player, day: int, visitors: int, buyers: int) -> None:
    """A day of November on which visitors saw the item, and some bought it."""
    noon = f"2026-11-{day:02}T12:00:00+08:00"
    seen(play, "i1", visitors, noon)
    for number in range(buyers):
        order = {"order_id": f"o{day}-{number}", "buyer_id": f"b{number}", "amount_minor": 100}
        play.say("order.paid", envelope={"time": noon, "history": True}, lines=[line_of("i1", 100)], **order)


def changed_on_the_tenth(visitors_before: int = 100, visitors_after: int = 100) -> Player:
    """4 % before, 6 % after; the day of the change itself and the days around the two weeks count nowhere."""
    play = Player().at("2026-11-18T09:00:00+08:00")
    day_of(play, 2, 300, 100)
    day_of(play, 3, visitors_before, 4)
    day_of(play, 9, 100, 4)
    day_of(play, 10, 300, 100)
    day_of(play, 11, visitors_after, 6)
    day_of(play, 17, 100, 6)
    return play


def closed(play: Player) -> Player:
    play.say("page.viewed", view_id="v", visitor_id="u", page_type="home")
    return play.leap_to("2026-11-19T00:05:00+08:00")


def test_conversion_went_up_by_half():
    play = changed_on_the_tenth()
    change(play, "2026-11-10T15:00:00+08:00")
    row = closed(play).final_row("page_change_lift", "r7", **I1)
    assert row["window"]["start"] == "2026-11-11T00:00:00+08:00"
    assert Fraction(row["numerator"], row["denominator"]) == Fraction(12 * 200, 8 * 200) - 1 == Fraction(1, 2)
    assert row["parts"] == {"length": "r7", "visitors_before": 200, "visitors_after": 200}


def test_only_the_week_after_a_change_has_a_lift():
    play = changed_on_the_tenth()
    change(play, "2026-11-10T15:00:00+08:00")
    rows = closed(play).rows("page_change_lift", "r7", **I1)
    assert {row["window"]["start"] for row in rows} == {"2026-11-11T00:00:00+08:00"}


def test_a_change_told_before_or_after_its_week_is_over_gives_the_same():
    rows = []
    for is_early in (True, False):
        play = changed_on_the_tenth()
        if is_early:
            change(play, "2026-11-10T15:00:00+08:00")
        play = closed(play)
        change(play, "2026-11-10T15:00:00+08:00")
        play.leap_to("2026-11-19T00:10:00+08:00")
        row = play.final_row("page_change_lift", "r7", **I1)
        rows.append((row["window"], row["value"], row["revision"]))
    assert rows[0] == rows[1]


def test_fewer_than_two_hundred_visitors_on_a_side_say_nothing():
    for before, after in ((99, 100), (100, 99)):
        play = changed_on_the_tenth(before, after)
        change(play, "2026-11-10T15:00:00+08:00")
        assert closed(play).final_row("page_change_lift", "r7", **I1)["null_reason"] == "min_samples"


def test_a_late_sale_restates_the_lift():
    play = changed_on_the_tenth()
    change(play, "2026-11-10T15:00:00+08:00")
    play = closed(play)
    day_of(play, 4, 0, 1)
    play.leap_to("2026-11-19T00:10:00+08:00")
    assert play.final_row("page_change_lift", "r7", **I1)["value"] == round(12 / 9 - 1, 6)


def test_a_changed_decoration_of_the_shop_is_no_change_of_an_item():
    play = changed_on_the_tenth()
    change(play, "2026-11-10T15:00:00+08:00", lever="decoration", item_id=None)
    assert closed(play).rows("page_change_lift", "r7", **I1) == []
