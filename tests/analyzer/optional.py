"""A shop with options of its own, and what is told of it."""

from datetime import timedelta
from typing import Any

from services.analyzer.aggregator import ShopAggregator
from tests.stories.player import Player, moment

NINE = "2026-11-20T09:00:00+08:00"


def configure(play: Player, since: str = "2026-01-01T00:00:00+08:00", **options: float) -> None:
    zone = {"timezone": "Asia/Shanghai", "currency": "CNY"}
    play.say("shop.configured", **zone, effective_from=since, revision=1, options=options)


def view(play: Player, number: int, when: str, visitor: str = "u1", **more: Any) -> None:
    play.at(when).say("page.viewed", view_id=f"v{number}", visitor_id=visitor, page_type="home", **more)


def killed(play: Player) -> Player:
    kept = play.aggregator.take_changed()
    play.aggregator = ShopAggregator()
    play.aggregator.restore(kept)
    return play


def friday(clock: str) -> str:
    return f"2026-11-20T{clock}:00+08:00"


def buy(play: Player, number: int, when: str, **more: Any) -> None:
    play.at(when).say("order.paid", order_id=f"o{number}", buyer_id="b1", amount_minor=100, **more)


def live_on(play: Player, first: str, last: str) -> Player:
    """From day to day until a noon."""
    day = moment(f"{first}T12:00:00+08:00")
    while day <= moment(f"{last}T12:00:00+08:00"):
        play.leap_to(day)
        day += timedelta(days=1)
    return play


def late_order(play: Player, number: int, day: str, **more: Any) -> None:
    play.tick()
    play.say(
        "order.paid",
        envelope={"time": f"{day}T10:00:00+08:00", **more},
        order_id=f"o{number}",
        buyer_id=f"b{number}",
        amount_minor=100,
    )
    play.leap_to(play.now + timedelta(minutes=1))
