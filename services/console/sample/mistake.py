"""Somebody publishes a coupon and types its price wrong; buyers jump on it until it is withdrawn."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from services.console.sample.book import Book, Item
from services.console.sample.saying import Said, iso

FIRST_AFTER = timedelta(seconds=30)
AGAIN_AFTER = timedelta(minutes=45)
LASTS = timedelta(minutes=3)
BUYER_EVERY_SECONDS = 1.5
LOOKERS = 2
PAYING = timedelta(seconds=2)
DISCOUNT = 0.8
POUND = 100
DEAREST_FIRST = 400


class Mistakes:
    """One wrong coupon after half a minute, the next three quarters of an hour later on another main item."""

    def __init__(self, book: Book, begins: datetime, chance: Random) -> None:
        self._items = [item for item in book.main_items if item.price >= DEAREST_FIRST]
        self._chance = chance
        self._next = begins + FIRST_AFTER
        self._count = 0
        self._ahead: list[Said] = []

    def due(self, now: datetime) -> list[Said]:
        """What happened up to `now`, in order of time."""
        if self._next <= now:
            item = self._items[(self._count + 1) % len(self._items)]
            self._ahead += sorted(wrong_coupon(item, self._next, self._chance))
            self._next += AGAIN_AFTER
            self._count += 1
        said = [each for each in self._ahead if each.at <= now]
        self._ahead = self._ahead[len(said) :]
        return said


def typed_price(item: Item) -> tuple[int, int]:
    """What was meant, in whole pounds, and what was typed: a nought is missing."""
    meant = max(POUND, round(item.price * DISCOUNT / POUND) * POUND)
    return meant, meant // 10


def wrong_coupon(item: Item, begins: datetime, chance: Random) -> Iterator[Said]:
    """Published without limit, cap or end; bought every moment; withdrawn after LASTS."""
    meant, typed = typed_price(item)
    promo = f"coupon-{item.id}-{begins:%Y%m%d%H%M%S}"
    data: dict[str, Any] = {
        "promo_id": promo,
        "kind": "coupon",
        "item_ids": [item.id],
        "price_minor": typed,
        "stackable": False,
        "starts_at": iso(begins),
        "person_id": "p_pro",
    }
    yield Said(begins, f"published:{promo}", "promo.published", data)
    at, count = begins + timedelta(seconds=5), 0
    while at < begins + LASTS - PAYING:
        count += 1
        yield from _buyer(item, promo, typed, f"{promo}-{count}", at, chance)
        at += timedelta(seconds=chance.expovariate(1 / BUYER_EVERY_SECONDS))
    yield withdrawn(promo, begins + LASTS, f"{typed / POUND:.2f} typed instead of {meant / POUND:.2f}")


def withdrawn(promo: str, at: datetime, note: str) -> Said:
    """The end of a wrong coupon."""
    return Said(at, f"withdrawn:{promo}", "promo.withdrawn", {"promo_id": promo, "note": note})


def coupon_after(said: Iterable[Said], before: str | None) -> str | None:
    """Which wrong coupon is live once all of this has been said."""
    for each in said:
        if each.type == "promo.published":
            before = each.data["promo_id"]
        elif each.type == "promo.withdrawn":
            before = None
    return before


def _buyer(item: Item, promo: str, price: int, key: str, at: datetime, chance: Random) -> Iterator[Said]:
    for n in range(LOOKERS + 1):
        view = {
            "view_id": f"{key}-{n}",
            "visitor_id": f"v-{key}-{n}",
            "page_type": "promo",
            "promo_id": promo,
            "traffic_source": "content",
            "device": "mobile",
        }
        yield Said(at + timedelta(seconds=n * 0.2), f"view:{key}-{n}", "page.viewed", view)
    quantity = chance.choice((1, 1, 2, 3))
    line = {
        "line_id": "1",
        "item_id": item.id,
        "qty": quantity,
        "unit_price_minor": price,
        "amount_minor": quantity * price,
        "promo_ids": [promo],
    }
    order = {
        "order_id": key,
        "visitor_id": f"v-{key}-0",
        "amount_minor": quantity * price,
        "lines": [line],
        "traffic_source": "content",
        "device": "mobile",
    }
    yield Said(at + timedelta(seconds=1), f"created:{key}", "order.created", order)
    yield Said(at + PAYING, f"paid:{key}", "order.paid", order)
