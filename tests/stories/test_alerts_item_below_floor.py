"""An item sold below its floor without any promo, and one whose promo is heard of a moment too late."""

from tests.stories.alerting import Alerting
from tests.stories.orders import buy, set_cost
from tests.stories.player import Row


def the_shop() -> Alerting:
    play = Alerting().at("2026-11-20T09:59:00+08:00")
    set_cost(play, "i1", 6000, 8000)
    return play.jump_to("2026-11-20T10:00:00+08:00")


def test_an_item_sold_below_its_floor_without_a_promo_pages_within_seconds_and_ends_by_itself():
    play = the_shop()
    buy(play, "o1", "i1", 100)
    play.pass_to("2026-11-20T10:00:04+08:00")
    alert = play.alert("below_floor_sale")
    assert alert["scope"] == {"shop_id": "s1", "item_id": "i1"}
    play.pass_to("2026-11-20T10:02:14+08:00")
    assert play.alert("below_floor_sale")["state"] == "resolved"


def test_a_figure_read_before_its_promo_opens_one_incident_not_two():
    play = the_shop()
    pulse: Row = {"kind": "pulse", "start": "2026-11-20T10:00:00+08:00", "end": "2026-11-20T10:00:10+08:00"}
    for scope in ({"item_id": "i1"}, {"promo_id": "pr1"}):
        play.hear_row("below_floor_units", 1, pulse, scope, unit="units")
    starts = "2026-11-20T09:59:00+08:00"
    terms = {"kind": "fixed_price", "item_ids": ["i1"], "price_minor": 100, "stackable": False}
    play.say("promo.published", envelope={"time": starts}, promo_id="pr1", starts_at=starts, **terms)
    play.pass_to("2026-11-20T10:00:06+08:00")
    scopes = [alert["scope"] for alert in play.alerts("below_floor_sale")]
    assert scopes == [{"shop_id": "s1", "promo_id": "pr1"}]
    assert play.pending() == []
