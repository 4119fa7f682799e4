"""S25: a banned phrase before the sale, and the complaint that follows from it."""

from tests.stories.orders import buy
from tests.stories.player import Player


def test_the_phrase_and_the_complaint_are_counted_for_the_agent_of_the_chat():
    play = Player().at("2026-11-20T10:00:00+08:00")
    said = {"buyer_id": "b1", "agent_id": "p_cs1", "channel": "wangwang", "is_presale": True}
    play.say("inquiry.opened", inquiry_id="q1", **said)
    promise = {"message_id": "m1", "inquiry_id": "q1", "sender": "agent", "agent_id": "p_cs1"}
    play.say("inquiry.messaged", phrase_hits=["保证不掉色"], **promise)
    play.pass_to("2026-11-20T10:00:10+08:00")
    assert play.current("phrase_hits", "day", agent_id="p_cs1") == 1
    buy(play, "o1", "i1", 5000, buyer_id="b1")
    play.pass_to("2026-11-20T11:00:00+08:00")
    filed = {"complaint_id": "cp1", "buyer_id": "b1", "order_id": "o1", "inquiry_id": "q1"}
    play.say("complaint.filed", reason="misled", **filed)
    play.pass_to("2026-11-20T11:00:10+08:00")
    assert play.current("presale_complaints", "day") == 1
    assert play.current("presale_complaints", "day", agent_id="p_cs1") == 1
    assert play.current("complaints", "day", agent_id="p_cs1") == 1
