from tests.stories.orders import buy
from tests.stories.player import Player


def test_what_nothing_can_reach_any_more_is_forgotten():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for number in range(50):
        play.say("page.viewed", view_id=f"v{number}", visitor_id=f"u{number}", page_type="home")
        buy(play, f"o{number}", f"i{number}", 500, buyer_id=f"b{number}", visitor_id=f"u{number}")
    play.pass_to("2026-11-20T10:30:00+08:00")
    shop = play.aggregator._held["s1"].shop
    kinds = {key.kind for key in shop.windows.book.panes}
    assert "p" not in kinds
    assert {"m", "h", "d", "w", "M"} <= kinds
    for when in ("2027-01-20", "2027-03-20", "2027-03-21", "2028-03-20", "2028-03-21"):
        play.at(f"{when}T10:00:00+08:00").tick()
        if when == "2027-03-21":
            assert len(shop.entities["order"]) == 50
    assert not shop.entities["order"]
    assert not shop.entities["visitor"]
    assert not any(shop.item_orders.values())
    days = {key.start for key in shop.windows.book.panes if key.kind == "d" and key.family == "s"}
    assert min(days) > play.now.timestamp() - 120 * 86_400


def test_two_hundred_quiet_days_leave_a_state_that_does_not_grow():
    play = Player().at("2026-11-20T10:00:00+08:00")
    sizes = []
    for day in range(200):
        play.at(f"{play.now.date()}T10:00:00+08:00")
        buy(play, f"o{day}", f"i{day}", 500, buyer_id="b1")
        play.at(f"{play.now.date()}T10:20:00+08:00").tick()
        play.now = play.now.replace(hour=23, minute=59)
        play.tick()
        play.now = play.now.fromtimestamp(play.now.timestamp() + 86_400, play.now.tzinfo)
        sizes.append(len(play.aggregator._held["s1"].shop.windows.book.panes))
    assert max(sizes[150:]) <= max(sizes[110:150]) * 1.1
