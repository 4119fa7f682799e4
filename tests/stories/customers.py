"""Words for customers in the stories: orders of earlier days, members, what was spent."""

from tests.stories.orders import buy
from tests.stories.player import Player


def bought(play: Player, order: str, buyer: str | None, when: str, amount: int = 100, **more: object) -> None:
    """An order of some moment of the past, told now as history."""
    who = {} if buyer is None else {"buyer_id": buyer}
    buy(play, order, "i1", amount, envelope={"time": when, "history": True}, **who, **more)


def spent(
    play: Player, cost: str, amount: int, audience: str, source: str | None = None, day: str = "2026-11-10"
):
    """A booked cost."""
    data = {"cost_id": cost, "day": day, "cost_kind": "other", "amount_minor": amount, "audience": audience}
    play.say("cost.booked", **data, **({} if source is None else {"traffic_source": source}))


def join(
    play: Player, buyer: str, program: str = "membership", agent: str | None = None, **envelope: object
) -> None:
    """A buyer joined a member program."""
    who = {} if agent is None else {"agent_id": agent}
    play.say("member.joined", envelope=envelope, buyer_id=buyer, program=program, **who)
