"""Orders with all that can happen to them: retold, conflicting, cancelled, excluded, of unknown amount, refunded."""

from datetime import datetime, timedelta
from typing import Any

from tests.analyzer.shopdays.browsing import DEVICES, ITEMS, KEYWORDS, PEOPLE, SOURCES
from tests.analyzer.shopdays.telling import Event, Teller

BUYERS = 6
DELAYS = (0, 3, 8, 40, 500, 20_000)  # seconds from creation to payment
REASONS = ("test", "brushing", "internal")
PROMOS = ("pr1", "pr2")


def order(teller: Teller, count: int) -> None:
    """Some orders."""
    for number in range(count):
        one_order(teller, f"o{number}", teller.moment())


def one_order(teller: Teller, name: str, at: datetime) -> None:
    """One order and its life."""
    data = content(teller, name)
    is_paid = teller.maybe(0.85)
    if not is_paid or teller.maybe(0.7):
        teller.say("order.created", at, **{k: v for k, v in data.items() if k not in PAYMENT_ONLY})
    if is_paid:
        paid = at + timedelta(seconds=teller.chance.choice(DELAYS))
        pay(teller, name, paid, data)
    if not is_paid or teller.maybe(0.04):
        teller.say("order.cancelled", at + timedelta(hours=1), order_id=name, reason="timeout")
    if teller.maybe(0.12):
        reason = teller.chance.choice(REASONS)
        teller.say("order.excluded", at + timedelta(minutes=100), order_id=name, reason=reason)
    refund(teller, name, at, data)


PAYMENT_ONLY = ("activity_id", "agent_id", "is_new_buyer")


def content(teller: Teller, name: str) -> dict[str, Any]:
    """What an order says."""
    chance = teller.chance
    lines = [line(teller, number) for number in range(chance.randrange(1, 4))]
    postage = chance.choice([None, 0, 500])
    goods = sum(line["amount_minor"] for line in lines)
    discount = chance.choice([0, 0, 0, goods // 7])
    return {
        "order_id": name,
        "amount_minor": goods - discount + (postage or 0),
        "postage_minor": postage,
        "buyer_id": chance.choice([None, *(f"b{n}" for n in range(BUYERS))]),
        "visitor_id": chance.choice([None, *(f"u{n}" for n in range(PEOPLE + 2))]),
        "traffic_source": chance.choice(SOURCES),
        "device": chance.choice(DEVICES),
        "keyword": chance.choice(KEYWORDS),
        "activity_id": "ac1" if teller.maybe(0.15) else None,
        "agent_id": chance.choice(["p_cs1", None, None]),
        "is_new_buyer": chance.choice([None, None, None, True, False]),
        "lines": lines if teller.maybe(0.93) else None,
    }


def line(teller: Teller, number: int) -> dict[str, Any]:
    """One line; its unit price and quantity make its amount."""
    chance = teller.chance
    price, qty = chance.choice([0, 300, chance.randrange(100, 9000)]), chance.randrange(1, 4)
    told = {
        "line_id": str(number),
        "item_id": chance.choice(ITEMS),
        "category_id": chance.choice(["dress", "coat", None]),
        "promo_ids": chance.choice([None, None, None, ["pr1"], list(PROMOS)]),
        "qty": qty,
        "unit_price_minor": price,
        "amount_minor": price * qty,
    }
    return {name: value for name, value in told.items() if value is not None}


def pay(teller: Teller, name: str, at: datetime, data: dict[str, Any]) -> None:
    """The payment; some are told twice, in more detail or in contradiction."""
    chance = teller.chance
    brushing = True if teller.maybe(0.08) else None
    fate = chance.random()
    if fate < 0.05:
        data = {**data, "amount_minor": 0, "postage_minor": None, "amount_unknown": True}
    elif fate < 0.12 and data["lines"]:
        teller.say("order.paid", at, **{**data, "lines": None, "is_brushing": brushing})
        data = {**data, "revision": 2}
    elif fate < 0.17:
        again = {**data, "amount_minor": data["amount_minor"] + 100}
        teller.say("order.paid", at + timedelta(seconds=chance.randrange(3)), **again, is_brushing=brushing)
    teller.say("order.paid", at, **data, is_brushing=brushing)


def refund(teller: Teller, name: str, at: datetime, data: dict[str, Any]) -> None:
    """Refunds: partial, whole and beyond, with and without lines, some of no order at all."""
    chance = teller.chance
    for number in range(chance.choice([0, 0, 0, 1, 2])):
        later = at + timedelta(hours=chance.randrange(1, 30), seconds=number)
        share = chance.choice([20, 50, 80, 100])
        lines = back(data["lines"] or [], share) if teller.maybe(0.6) else []
        amount = sum(line["amount_minor"] for line in lines) or max(1, data["amount_minor"] * share // 100)
        linked = name if teller.maybe(0.9) else None
        told: Event = {"refund_id": f"r{name}-{number}", "order_id": linked, "amount_minor": amount}
        teller.say("order.refunded", later, **told, lines=lines or None)


def back(lines: list[dict[str, Any]], share: int) -> list[dict[str, Any]]:
    """The lines of a refund of a share of each line, in percent."""
    return [{**line, "amount_minor": line["amount_minor"] * share // 100} for line in lines]
