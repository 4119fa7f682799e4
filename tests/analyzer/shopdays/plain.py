"""Plain shop days: a few visits and orders, an inquiry, a promo; small enough to be lived through many times."""

from datetime import datetime, timedelta
from typing import Any

from tests.analyzer.shopdays.telling import FIRST, Event, Teller, stamp

SOURCES = ("search", "ppc", "direct", None)
DEVICES = ("mobile", "pc", None)
ITEMS = ("i1", "i2", "i3", "i4")


class Days(Teller):
    """Makes the events of a few days of one shop, in the order in which they happened."""

    def fill(self, orders: int = 12, views: int = 25) -> list[Event]:
        """Random views and orders with all that can happen to them."""
        for _ in range(views):
            self._visit()
        for number in range(orders):
            self._order(f"o{number}")
        self._inquiries()
        self._settings()
        self._reports()
        self.events.sort(key=lambda event: (event["time"], event["id"]))
        return self.events

    def _inquiries(self) -> None:
        for number in range(6):
            self.say(
                "inquiry.opened",
                self.moment(),
                inquiry_id=f"q{number}",
                buyer_id=f"b{self.chance.randrange(4)}",
                agent_id=self.chance.choice(["p_cs1", "p_cs2", None]),
                channel="wangwang",
                is_presale=self.chance.random() < 0.8,
                item_id=self.chance.choice(ITEMS),
            )

    def _settings(self) -> None:
        for item in ITEMS[:3]:
            since = {"effective_from": stamp(FIRST - timedelta(days=9)), "revision": 1}
            cost = self.chance.randrange(500, 6000)
            self.say("item.cost.set", self.moment(), item_id=item, unit_cost_minor=cost, **since)
        promo = {"kind": "fixed_price", "price_minor": 500, "stackable": False}
        start = stamp(FIRST + timedelta(hours=3))
        at = FIRST + timedelta(hours=2)
        self.say("promo.published", at, promo_id="pr1", item_ids=["i1", "i2"], starts_at=start, **promo)
        self.say("promo.withdrawn", at + timedelta(hours=30), promo_id="pr1")

    def _reports(self) -> None:
        for revision in (1, 2):
            at = FIRST + timedelta(hours=25 + revision)
            row = {"day": "2026-11-19", "as_of": stamp(FIRST + timedelta(days=1)), "revision": revision}
            spent = {"impressions": 1000, "clicks": 90 + revision, "cost_minor": 5000 * revision}
            self.say("ad.reported", at, traffic_source="ppc", gmv_minor=20_000, **row, **spent)
        cost = {"cost_kind": "commission", "audience": "all", "traffic_source": "search"}
        self.say("cost.booked", at, cost_id="x1", day="2026-11-19", amount_minor=700, **cost)

    def _visit(self) -> None:
        at, visitor = self.moment(), f"u{self.chance.randrange(8)}"
        source, device = self.chance.choice(SOURCES), self.chance.choice(DEVICES)
        visit = self.chance.choice([None, None, f"w{self.number}"])
        for _ in range(self.chance.randrange(1, 4)):
            item = self.chance.choice([*ITEMS, None])
            self.say(
                "page.viewed",
                at,
                view_id=f"v{self.number}",
                visitor_id=visitor,
                visit_id=visit,
                page_type="item" if item else "home",
                item_id=item,
                traffic_source=source,
                device=device,
            )
            at += timedelta(seconds=self.chance.choice([5, 60, 1800, 1801, 4000]))
        if self.chance.random() < 0.3:
            self.say("cart.added", at, visitor_id=visitor, item_id="i1", qty=1, action_id=f"a{self.number}")

    def _order(self, order: str) -> None:
        at, chance = self.moment(), self.chance
        lines = [self._line(number) for number in range(chance.randrange(1, 4))]
        postage = chance.choice([0, 0, 500])
        amount = sum(line["amount_minor"] for line in lines) + postage + chance.choice([0, 0, 0, 300])
        buyer = chance.choice([None, *(f"b{n}" for n in range(4))])
        visitor = chance.choice([None, *(f"u{n}" for n in range(8))])
        data = {
            "order_id": order,
            "amount_minor": amount,
            "postage_minor": postage,
            "buyer_id": buyer,
            "visitor_id": visitor,
            "traffic_source": chance.choice(SOURCES),
            "lines": lines,
        }
        if chance.random() < 0.7:
            self.say("order.created", at, **data)
        if chance.random() < 0.85:
            paid = at + timedelta(seconds=chance.choice([0, 5, 600, 20_000]))
            brushing = True if chance.random() < 0.1 else None
            self.say("order.paid", paid, **data, is_brushing=brushing)
        else:
            self.say("order.cancelled", at + timedelta(hours=1), order_id=order)
        self._afterwards(order, at, amount)

    def _line(self, number: int) -> dict[str, Any]:
        price, qty = self.chance.randrange(100, 9000), self.chance.randrange(1, 4)
        item = self.chance.choice(ITEMS)
        line = {"line_id": str(number), "item_id": item, "qty": qty, "unit_price_minor": price}
        return {**line, "amount_minor": price * qty}

    def _afterwards(self, order: str, at: datetime, amount: int) -> None:
        chance = self.chance
        for number in range(chance.choice([0, 0, 0, 1, 2])):
            refund = max(1, amount * chance.choice([20, 50, 80, 100]) // 100)
            later = at + timedelta(hours=chance.randrange(1, 30))
            self.say(
                "order.refunded", later, refund_id=f"r{order}-{number}", order_id=order, amount_minor=refund
            )
        if chance.random() < 0.1:
            reason = chance.choice(["test", "brushing", "internal"])
            self.say("order.excluded", at + timedelta(hours=2), order_id=order, reason=reason)
