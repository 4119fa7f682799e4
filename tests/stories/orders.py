"""Words for orders, costs and promos in the stories."""

from typing import Any

from tests.stories.player import Player


def line_of(item: str, unit_price: int, qty: int = 1, **more: Any) -> dict[str, Any]:
    """One order line."""
    line = {"line_id": "1", "item_id": item, "qty": qty, "unit_price_minor": unit_price}
    return {**line, "amount_minor": unit_price * qty, **more}


def buy(play: Player, order: str, item: str, unit_price: int, qty: int = 1, **more: Any) -> None:
    """An order of one line, created and paid at once."""
    lines = [line_of(item, unit_price, qty, **more.pop("line", {}))]
    amount = sum(line["amount_minor"] for line in lines)
    envelope = more.pop("envelope", {})
    data = {"order_id": order, "amount_minor": amount, "lines": lines, **more}
    play.say("order.created", envelope=envelope, **data)
    play.say("order.paid", envelope=envelope, **data)


def set_cost(
    play: Player, item: str, cost: int, lowest: int, since: str = "2026-11-01T00:00:00+08:00"
) -> None:
    """What an item costs, and its lowest price."""
    setting = {"effective_from": since, "revision": 1}
    play.say("item.cost.set", item_id=item, unit_cost_minor=cost, min_price_minor=lowest, **setting)


def publish(play: Player, promo: str, items: list[str], price: int, starts_at: str, **more: Any) -> None:
    """A promo at a fixed price."""
    data = {"kind": "fixed_price", "item_ids": items, "price_minor": price, "stackable": False}
    play.say("promo.published", promo_id=promo, starts_at=starts_at, **data, **more)
