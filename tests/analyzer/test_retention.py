"""What was heard of service, reports and the market is kept for as long as it can change something (events.md E2)."""

from tests.stories.market import list_item, look, midnight_after, peer_lists, watch
from tests.stories.player import Player

KINDS = ("chat", "aftersale", "lost", "dsr", "sales", "peer", "style", "item", "setting", "buyer")
DAY = "2026-11-20"


def told() -> Player:
    """One of everything."""
    play = Player().at(f"{DAY}T10:00:00+08:00")
    said = {"buyer_id": "b1", "agent_id": "p_cs1", "channel": "wangwang", "is_presale": True}
    play.say("inquiry.opened", inquiry_id="q1", **said)
    play.say("inquiry.messaged", message_id="m1", inquiry_id="q1", sender="buyer")
    play.say("complaint.filed", complaint_id="cp1", inquiry_id="q1", buyer_id="b1", reason="misled")
    play.say("return.requested", return_id="t1", order_id="o1", reason="size")
    play.say("review.posted", review_id="rv1", item_id="i1", grade="bad")
    row = {"day": DAY, "as_of": midnight_after(DAY), "revision": 1}
    play.say("lost.reported", lost_buyers=1, lost_amount_minor=5, reason="price", **row)
    play.say("dsr.observed", aspect="service", value=4.8, **row)
    play.say("sales.reported", reporter="platform", gmv_minor=5, **row)
    watch(play, "k1", active=False)
    peer_lists(play, "k1", "z1")
    look(play, "k1", "z1", DAY, 100, same_style_of="i1")
    list_item(play, "i1", 500)
    play.say("item.delisted", listing_id="l-i1", item_id="i1")
    return play.pass_to(f"{DAY}T10:01:00+08:00")


def kept(play: Player) -> set[str]:
    entities = play.aggregator._held["s1"].shop.entities
    return {kind for kind in KINDS if entities[kind]}


def test_everything_is_there_while_it_can_change_something():
    assert kept(told()) == set(KINDS)


def test_chats_complaints_and_returns_go_after_their_reach_and_what_has_an_identity_stays():
    play = told().leap_to("2027-01-10T10:00:00+08:00")
    shop = play.aggregator._held["s1"].shop
    assert kept(play) == set(KINDS) - {"chat"}
    assert set(shop.entities["aftersale"]) == {"review:rv1"}
    assert shop.complaints == {}


def test_after_four_hundred_days_nothing_is_left_in_memory_or_in_the_state():
    play = told()
    play.aggregator.take_changed()
    play.leap_to("2028-01-10T10:00:00+08:00")
    assert kept(play) == set()
    play.aggregator.take_changed()
    dropped = [key.decode() for key in play.aggregator.take_dropped()]
    for kind in KINDS:
        assert any(f'"{kind}"' in key for key in dropped), kind
    assert len(play.aggregator._held["s1"].shop.about.arrivals.pulses) <= 121
