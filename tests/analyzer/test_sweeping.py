from services.analyzer.hearing.lines import orders_of
from services.analyzer.panes import is_restated
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
    assert len(orders_of(shop, {""}, 0)) == 50
    for when in ("2027-01-20", "2027-03-20", "2027-03-21", "2028-03-20", "2028-03-21"):
        play.at(f"{when}T10:00:00+08:00").tick()
        if when == "2027-03-21":
            assert len(shop.entities["order"]) == 50
    assert not shop.entities["order"]
    assert not shop.entities["visitor"]
    assert not orders_of(shop, {""}, 0)
    assert not [key for key in shop.windows.book.panes if key.scope]
    days = {key.start for key in shop.windows.book.panes if key.kind == "d" and key.family == "s"}
    assert min(days) > play.now.timestamp() - 440 * 86_400  # reported rows restate days for 400 days


def test_of_a_day_that_only_reported_rows_can_change_the_members_are_forgotten_and_their_number_stays():
    play = Player().at("2026-11-20T10:00:00+08:00")
    for number in range(3):
        play.say("page.viewed", view_id=f"v{number}", visitor_id=f"u{number}", page_type="home")
    play.pass_to("2026-11-21T00:03:00+08:00")
    play.at("2027-03-01T09:40:00+08:00").tick()
    play.at("2027-03-01T10:00:00+08:00").tick()
    shop = play.aggregator._held["s1"].shop
    panes = shop.windows.book.panes
    long_ago = play.now.timestamp() - 80 * 86_400
    assert not [key for key, pane in panes.items() if pane.members and key.start < long_ago]
    row = {"day": "2026-11-20", "as_of": "2026-11-21T00:00:00+08:00", "revision": 1, "traffic_source": "ppc"}
    play.say("ad.reported", impressions=100, clicks=10, cost_minor=900, **row)
    play.pass_to("2027-03-01T10:01:00+08:00")
    day = {"start": "2026-11-20T00:00:00+08:00"}
    assert play.final("ad_cost", **day) == 900
    assert (play.final("visitors", **day), play.final_row("visitors", **day)["revision"]) == (3, 1)


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
        panes = play.aggregator._held["s1"].shop.windows.book.panes
        sizes.append(sum(not is_restated(key, pane) for key, pane in panes.items()))
    assert max(sizes[150:]) <= max(sizes[110:150]) * 1.1
