"""Rounds and words of chats (metrics.md M7)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.analyzer.contributions.chats import rounds
from services.analyzer.entities.chats import Message
from services.analyzer.entities.facts import Told
from tests.analyzer.formulas.friday import FRIDAY, at_ten
from tests.analyzer.formulas.test_service import ask, over
from tests.stories.player import Player, moment


def message(play: Player, number: int, sender: str, at: str, chat: str = "q1", **more: Any) -> None:
    told = {"time": f"2026-11-20T{at}+08:00", "receivedat": "2026-11-20T23:59:59+08:00"}
    play.say(
        "inquiry.messaged", envelope=told, message_id=f"m{number}", inquiry_id=chat, sender=sender, **more
    )


def test_a_round_wants_its_answer_within_three_minutes_by_an_agent_or_a_robot():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    message(play, 1, "buyer", "10:00:00")
    message(play, 2, "buyer", "10:02:30")
    message(play, 3, "agent", "10:03:00", agent_id="p_cs1")
    message(play, 4, "agent", "10:03:30", agent_id="p_cs1")
    message(play, 5, "buyer", "10:10:00")
    message(play, 6, "agent", "10:13:01", agent_id="p_cs2")
    message(play, 7, "buyer", "10:20:00")
    message(play, 8, "robot", "10:20:01")
    message(play, 9, "buyer", "23:59:59")
    over(play, "2026-11-21T00:03:00+08:00")
    row = play.final_row("reply_rate_3min", "r30")
    assert (row["numerator"], row["denominator"]) == (2, 4)
    first = play.final_row("reply_rate_3min", "r30", agent_id="p_cs1")
    assert (first["numerator"], first["denominator"]) == (2, 3)
    assert play.final("reply_rate_3min", "r30", agent_id="p_cs2") == 0


def test_rounds_begun_before_eight_are_not_asked_for_and_an_after_sale_chat_counts_too():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1", is_presale=False)
    message(play, 1, "buyer", "07:59:59")
    message(play, 2, "agent", "07:59:59.500000")
    message(play, 3, "buyer", "08:00:00")
    message(play, 4, "agent", "08:00:01")
    over(play, "2026-11-21T00:03:00+08:00")
    row = play.final_row("reply_rate_3min", "r30", agent_id="p_cs1")
    assert (row["numerator"], row["denominator"]) == (1, 1)


def test_the_reply_rate_is_that_of_thirty_closed_days():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    message(play, 1, "buyer", "10:00:00")
    over(play, "2026-12-20T00:03:00+08:00")
    assert play.final("reply_rate_3min", "r30") == 0
    over(play, "2026-12-21T00:03:00+08:00")
    last = play.final_row("reply_rate_3min", "r30", "2026-11-21T00:00:00+08:00")
    assert last["null_reason"] == "zero_denominator"


def test_an_agent_who_becomes_known_after_the_day_has_closed_has_its_reply_rate_and_those_after_it():
    play = at_ten()
    message(play, 1, "buyer", "10:00:00")
    message(play, 2, "agent", "10:01:00")
    over(play, "2026-11-22T00:03:00+08:00")
    assert play.final("reply_rate_3min", "r30") == 1
    assert not play.rows("reply_rate_3min", "r30", agent_id="p_cs1")
    ask(play, 1, "b1", "p_cs1", time="2026-11-20T09:59:00+08:00")
    over(play, "2026-11-22T00:13:00+08:00")
    ends = [row["window"]["end"] for row in play.rows("reply_rate_3min", "r30", agent_id="p_cs1")]
    assert ends == ["2026-11-21T00:00:00+08:00", "2026-11-22T00:00:00+08:00"]
    row = play.final_row("reply_rate_3min", "r30", agent_id="p_cs1")
    assert (row["numerator"], row["denominator"], row["revision"]) == (1, 1, 1)


def test_messages_in_any_order_give_the_same_rounds():
    said = [("buyer", "10:00:00"), ("agent", "10:01:00"), ("buyer", "10:05:00"), ("agent", "10:09:00")]
    found = []
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)):
        play = at_ten()
        for number in order:
            message(play, number, *said[number])
        ask(play, 1, "b1", "p_cs1")
        over(play, "2026-11-21T00:03:00+08:00")
        row = play.final_row("reply_rate_3min", "r30", agent_id="p_cs1")
        found.append((row["numerator"], row["denominator"]))
    assert found == [(1, 2)] * 3


def test_messages_of_agents_with_a_banned_phrase_are_counted_once_each():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    message(play, 1, "agent", "10:00:00", phrase_hits=["全网最低", "百分百"])
    message(play, 2, "agent", "10:01:00", agent_id="p_cs2", phrase_hits=["加我微信"])
    message(play, 2, "agent", "10:01:00", agent_id="p_cs2", phrase_hits=["加我微信"])
    message(play, 3, "agent", "10:02:00")
    message(play, 4, "buyer", "10:03:00", phrase_hits=["百分百"])
    over(play, "2026-11-21T00:03:00+08:00")
    assert play.final("phrase_hits", "day", FRIDAY) == 2
    assert play.final("phrase_hits", "day", FRIDAY, agent_id="p_cs1") == 1
    assert play.final("phrase_hits", "day", FRIDAY, agent_id="p_cs2") == 1


@given(st.lists(st.sampled_from(["buyer", "agent", "robot"]), max_size=12))
def test_each_round_begins_with_a_buyer_and_ends_with_the_next_answer(senders):
    said = [Message(told(second), sender, None, 0) for second, sender in enumerate(senders)]
    found = rounds(said, "p_cs1")
    begun = [i for i, who in enumerate(senders) if who == "buyer" and (i == 0 or senders[i - 1] != "buyer")]
    assert [each.begun_us for each in found] == begun
    for each in found:
        answers = [i for i, who in enumerate(senders) if who != "buyer" and i > each.begun_us]
        assert each.answered_us == min(answers, default=None)


def told(second: int) -> Told:
    return Told(1, second, f"e{second:02}", 0, 0, False)


def test_a_chat_is_forgotten_when_it_can_change_nothing_any_more():
    play = at_ten()
    ask(play, 1, "b1", "p_cs1")
    message(play, 1, "buyer", "10:00:00")
    shop = play.aggregator._held["s1"].shop
    over(play, "2027-01-02T00:00:00+08:00")
    assert shop.entities["chat"]
    assert moment("2027-01-02T00:00:00+08:00").timestamp() == shop.clock.tick
    over(play, "2027-01-04T00:10:00+08:00")
    assert not shop.entities["chat"]
