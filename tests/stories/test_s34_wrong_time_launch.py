"""S34: a new item on its second day after listing, against its category."""

from tests.stories.market import list_item, midnight_after
from tests.stories.player import Player


def visit(play: Player, visitors: range) -> None:
    lines = []
    for number in visitors:
        view = {"view_id": f"v{number}", "visitor_id": f"u{number}", "page_type": "item", "item_id": "i1"}
        lines.append(play.line("page.viewed", view))
    play.send(lines)


def test_click_through_is_half_of_the_mean_and_wishes_are_7_percent_with_12_days_left():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for metric, value in (("main_image_ctr", 0.04), ("fav_cart_rate", 0.10)):
        mean = {"metric": metric, "level": "mean", "category_id": "dress", "value": value, "revision": 1}
        play.say("benchmark.set", effective_from="2026-11-01T00:00:00+08:00", **mean)
    list_item(play, "i1", 23_800, is_new=True, category_id="dress")
    visit(play, range(100))
    for number in range(6):
        play.say("item.favorited", action_id=f"f{number}", visitor_id=f"u{number}", item_id="i1")
    play.at("2026-11-21T10:00:00+08:00")
    visit(play, range(100, 200))
    for number in range(8):
        cart = {"action_id": f"c{number}", "visitor_id": f"u{190 + number}", "item_id": "i1", "qty": 1}
        play.say("cart.added", **cart)
    play.leap_to("2026-11-22T00:03:00+08:00")
    for day, impressions, clicks in (("2026-11-20", 1200, 30), ("2026-11-21", 800, 10)):
        row = {"day": day, "as_of": midnight_after(day), "revision": 1, "item_id": "i1"}
        play.say("impression.reported", impressions=impressions, clicks=clicks, **row)
    play.pass_to("2026-11-22T00:04:00+08:00")
    ctr = play.final_row("new_item_ctr_ratio", "day", "2026-11-21T00:00:00+08:00", item_id="i1")
    assert (ctr["value"], ctr["parts"]["impressions"], ctr["parts"]["clicks"]) == (0.5, 2000, 40)
    assert ctr["parts"]["days_left"] == 12
    wishes = play.rows("fav_cart_rate", "to_date", is_final=False, item_id="i1")[-1]
    assert (wishes["numerator"], wishes["denominator"], wishes["value"]) == (14, 200, 0.07)
