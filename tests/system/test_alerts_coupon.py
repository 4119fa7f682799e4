"""S01 on real processes: from the receipt of the first order below the floor to the signed webhook."""

import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

import httpx
import pytest

from tests.system.receiver import Receiver
from tests.system.running import Stack, eventually

RUNS = int(os.environ.get("RUNS", "10"))
PER_MINUTE = 100
ORDERS_BEFORE = 4
MOST_SECONDS = 10.0
COST, LOWEST, LISTED, TYPED = 6000, 8000, 23_800, 100


class Shop:
    """A storefront that sends its events, and sells at a steady pace in a thread of its own."""

    def __init__(self, client: httpx.Client, shop: str) -> None:
        """Nothing is sold yet."""
        self.client, self.shop = client, shop
        self._offer: tuple[str, str | None, int] = ("i0", None, LISTED)
        self._between_orders = threading.Lock()
        self.below: list[tuple[float, int]] = []
        self._numbers = count(1)
        self._stop = threading.Event()

    def say(self, event_type: str, /, **data: Any) -> float:
        """Sends one event; the moment of its 202."""
        number = next(self._numbers)
        event = {
            "specversion": "1.0",
            "id": f"{event_type}:{number}",
            "source": f"/{self.shop}/storefront",
            "type": event_type,
            "time": datetime.now(UTC).isoformat(),
            "shopid": self.shop,
            "data": data,
        }
        answer = self.client.post("/v1/events", json=event)
        assert answer.status_code == 202, answer.text
        assert answer.json()["accepted"] == 1, answer.text
        return time.time()

    def sell_for_ever(self) -> None:
        """One order of one unit every 0.6 s, created and paid at once."""
        due = time.monotonic()
        while not self._stop.is_set():
            self.sell()
            due += 60 / PER_MINUTE
            self._stop.wait(max(0.0, due - time.monotonic()))

    def offer(self, item: str, promo: str | None, price: int) -> None:
        """What is bought from the next order on; what was sold below the floor is counted anew under a promo."""
        with self._between_orders:
            self._offer = (item, promo, price)
            if promo is not None:
                self.below = []

    def sell(self) -> None:
        with self._between_orders:
            self._sell(*self._offer)

    def _sell(self, item: str, promo: str | None, price: int) -> None:
        line = {"line_id": "1", "item_id": item, "qty": 1, "unit_price_minor": price, "amount_minor": price}
        order = f"o{next(self._numbers)}"
        at = self.say("order.paid", order_id=order, buyer_id=f"b{order}", amount_minor=price, lines=[line])
        if promo is not None and price < LOWEST:
            self.below.append((at, COST - price))

    def stop(self) -> None:
        self._stop.set()


@pytest.fixture
def shop(stack: Stack) -> Iterator[Shop]:
    key = stack.create_key("coupon-shop")
    with stack.client("ingest", key) as client:
        shop = Shop(client, "coupon-shop")
        selling = threading.Thread(target=shop.sell_for_ever, daemon=True)
        selling.start()
        yield shop
        shop.stop()
        selling.join(10)


def add_endpoint(stack: Stack, receiver: Receiver, shop: str) -> str:
    with stack.client("alerts") as client:
        answer = client.post("/v1/endpoints", json={"url": receiver.url, "shops": [shop]})
        assert answer.status_code == 201, answer.text
        receiver.trust(answer.json()["secret"])
        return str(answer.json()["id"])


def open_coupon(shop: Shop, run: int) -> tuple[str, str]:
    """A new item at its price, then a coupon for it with a typing mistake; orders follow at once."""
    item, promo = f"i{run}", f"pr{run}"
    shop.say("item.listed", listing_id=f"l{run}", item_id=item, title="连衣裙", price_minor=LISTED)
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    shop.say(
        "item.cost.set",
        item_id=item,
        unit_cost_minor=COST,
        min_price_minor=LOWEST,
        effective_from=since,
        revision=1,
    )
    starts = datetime.now(UTC).isoformat()
    terms = {"kind": "fixed_price", "item_ids": [item], "price_minor": TYPED, "stackable": False}
    shop.say("promo.published", promo_id=promo, starts_at=starts, **terms)
    return item, promo


def play(stack: Stack, shop: Shop, receiver: Receiver, run: int) -> float:
    """Seconds from the 202 of the first order below the floor to the webhook; checks the loss it ends with."""
    item, promo = open_coupon(shop, run)
    shop.offer(item, promo, TYPED)
    opened = wait_for(receiver, promo, "alert.opened")
    assert opened.is_signed
    assert opened.body["data"]["step"]
    taken = eventually(lambda: len(shop.below) >= ORDERS_BEFORE)
    assert taken
    shop.offer("i0", None, LISTED)
    first = shop.below[0][0]
    expected = sum(loss for _, loss in shop.below)
    with stack.client("alerts") as client:
        eventually(lambda: loss_of(client, opened.body["data"]["alert_id"]) == expected, 20)
    shop.say("promo.withdrawn", promo_id=promo)
    return opened.at - first


def wait_for(receiver: Receiver, promo: str, kind: str, seconds: float = 60) -> Any:
    def look() -> Any:
        found = [
            each
            for each in receiver.of_type(kind)
            if each.body["data"]["rule_id"] == "below_floor_sale"
            and each.body["data"]["scope"].get("promo_id") == promo
        ]
        return found[0] if found else None

    return eventually(look, seconds, 0.02)


def loss_of(client: httpx.Client, alert_id: str) -> Any:
    evidence = client.get(f"/v1/alerts/{alert_id}").json()["evidence"]
    return next((each.get("value") for each in evidence if each["name"] == "loss"), None)


def test_a_mispriced_coupon_reaches_the_receiver_within_seconds_and_its_loss_is_exact(
    stack: Stack, shop: Shop, receiver: Receiver
) -> None:
    add_endpoint(stack, receiver, shop.shop)
    seconds = sorted(play(stack, shop, receiver, run) for run in range(RUNS))
    spread = {"runs": RUNS, "min": seconds[0], "median": median(seconds), "max": seconds[-1]}
    print({name: round(value, 3) for name, value in spread.items()}, [round(each, 3) for each in seconds])
    assert seconds[-1] < MOST_SECONDS
    ids = [each.id for each in receiver.deliveries]
    assert len(ids) == len(set(ids))
    opened = [each.body["data"]["scope"].get("promo_id") for each in receiver.of_type("alert.opened")]
    below = [promo for promo in opened if promo]
    assert len(set(below)) == RUNS
