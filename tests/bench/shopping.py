"""A seeded, realistic mix of a shop's events as ingest writes them, with the shares of one of `mixes.MIXES`.

Visits have one to a dozen pages, Zipf over items; nothing in it is `history`.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec

from tests.bench.mixes import MIXES

START = datetime(2026, 11, 19, 1, tzinfo=UTC)  # nine in the morning in Shanghai
SOURCES = (("search", 40), ("recommend", 25), ("ppc", 15), ("direct", 10), ("content", 6), (None, 4))
DEVICES = (("mobile", 80), ("pc", 15), ("other", 3), (None, 2))
PAGES = (("item", 70), ("home", 8), ("list", 8), ("search", 8), ("other", 6))
WORDS = ("dress", "linen dress", "summer dress", "long skirt", "shirt", "knitwear", "coat", "silk scarf")
VIEW_SECONDS = 40  # between two page views of one visit, in the mean
AGENTS = ("p_cs1", "p_cs2", "p_cs3", "p_cs4")
REMEMBERED = 5_000  # orders and inquiries of a shop that may still be spoken of
_encode = msgspec.json.Encoder().encode
Said = tuple[str, dict[str, Any]]


class Shopping:
    """One shop at `rate` events a second of event time, with a number of items and of visitors that come back."""

    def __init__(
        self,
        seed: int,
        shop: str,
        rate: float,
        items: int = 2000,
        visitors: int = 100_000,
        mix: str = "sale",
    ) -> None:
        """The same seed gives the same bytes; `mix` is one of MIXES."""
        self.dice, self.shop, self.rate, self.visitors = random.Random(f"{seed}/{shop}"), shop, rate, visitors
        self.source = f"/{shop}/storefront"
        self.number = 0
        self._recent = max(
            5, int(rate * 0.16 * VIEW_SECONDS)
        )  # visits begun in the time between two views of one
        self._items = [f"{600_000_000_000 + number * 7919}" for number in range(items)]
        self._weights = [1 / rank for rank in range(1, items + 1)]
        self._drawn: list[str] = []
        self._visits: list[dict[str, Any]] = []
        self._seen: deque[tuple[str, str]] = deque(maxlen=200)  # the latest page views, with their visitors
        self._created: list[dict[str, Any]] = []
        self._paid: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []
        acts: dict[str, Callable[[], Said]] = {
            "view": self._view,
            "ping": self._ping,
            "touch": self._touch,
            "order": self._order,
            "pay": self._pay,
            "refund": self._refund,
            "cancel": self._cancel,
            "inquire": self._inquire,
            "message": self._message,
            "report": self._report,
        }
        self._acts, self._chances = [acts[name] for name in MIXES[mix]], list(MIXES[mix].values())

    def lines(self) -> Iterator[tuple[datetime, bytes]]:
        """Events without end: when each arrived, and its line."""
        gap = timedelta(seconds=1 / self.rate)
        while True:
            for act in self.dice.choices(self._acts, self._chances, k=1000):
                arrived = START + gap * self.number
                late = timedelta(seconds=self.dice.random() * (20 if self.dice.random() < 0.05 else 1.5))
                name, data = act()
                yield arrived, self._line(name, data, arrived - late, arrived)

    def _line(self, name: str, data: dict[str, Any], at: datetime, arrived: datetime) -> bytes:
        self.number += 1
        return _encode(
            {
                "type": name,
                "specversion": "1.0",
                "id": f"{name}:{self.number:09d}",
                "source": self.source,
                "time": _text(at),
                "shopid": self.shop,
                "receivedat": _text(arrived),
                "data": {key: value for key, value in data.items() if value is not None},
            }
        )

    def _view(self) -> Said:
        dice = self.dice
        if len(self._visits) < 5 or dice.random() < 0.2:
            visitor, source = pseudonym(f"u{dice.randrange(self.visitors)}"), _pick(dice, SOURCES)
            self._visits.append(
                {
                    "visitor_id": visitor,
                    "visit_id": f"w{self.number:x}" if dice.random() < 0.6 else None,
                    "traffic_source": source,
                    "keyword": dice.choice(WORDS) if source == "search" and dice.random() < 0.6 else None,
                    "device": _pick(dice, DEVICES),
                }
            )
            if len(self._visits) > 20 * self._recent:
                self._visits = self._visits[10 * self._recent :]
        visit = self._visits[-1 - int(dice.expovariate(1 / self._recent)) % len(self._visits)]
        view_id = f"v{self.number:x}"
        self._seen.append((view_id, visit["visitor_id"]))
        page = _pick(dice, PAGES)
        item = self._item() if page == "item" else None
        return "page.viewed", {"view_id": view_id, **visit, "page_type": page, "item_id": item}

    def _item(self) -> str:
        if not self._drawn:
            self._drawn = self.dice.choices(self._items, self._weights, k=5000)
        return self._drawn.pop()

    def _watched(self) -> tuple[str, str]:
        """A page that somebody looks at, and who."""
        if not self._seen:
            self._view()
        return self.dice.choice(self._seen)

    def _ping(self) -> Said:
        view_id, visitor_id = self._watched()
        told = {"seq": self.dice.randrange(1, 6), "active_seconds": 10}
        return "page.pinged", {"view_id": view_id, "visitor_id": visitor_id, **told}

    def _touch(self) -> Said:
        name = self.dice.choices(("item.favorited", "cart.added", "checkout.started"), (25, 50, 25))[0]
        data: dict[str, Any] = {"action_id": f"a{self.number:x}", "visitor_id": self._watched()[1]}
        if name != "checkout.started":
            data["item_id"] = self._item()
        if name == "cart.added":
            data["qty"] = 1
        return name, data

    def _order(self) -> Said:
        dice, visitor = self.dice, self._watched()[1]
        lines = []
        for number in range(dice.choice((1, 1, 1, 2, 3))):
            price, qty = dice.randrange(1900, 49_900), dice.choice((1, 1, 1, 2))
            line = {"line_id": f"{number}", "item_id": self._item(), "qty": qty, "unit_price_minor": price}
            lines.append({**line, "amount_minor": price * qty})
        order = {
            "order_id": f"o{self.number:x}",
            "buyer_id": pseudonym(f"b{dice.randrange(self.visitors // 4)}"),
            "visitor_id": visitor,
            "amount_minor": sum(line["amount_minor"] for line in lines),
            "lines": lines,
        }
        _remember(self._created, order)
        return "order.created", order

    def _pay(self) -> Said:
        if not self._created:
            self._order()
        order = self._created.pop(self.dice.randrange(max(0, len(self._created) - 50), len(self._created)))
        _remember(self._paid, order)
        return "order.paid", order

    def _refund(self) -> Said:
        if not self._paid:
            self._pay()
        order = self._paid.pop(self.dice.randrange(len(self._paid)))
        told = {"order_id": order["order_id"], "amount_minor": order["amount_minor"] // 2, "reason": "size"}
        return "order.refunded", {"refund_id": f"r{self.number:x}", **told}

    def _cancel(self) -> Said:
        if not self._created:
            self._order()
        return "order.cancelled", {"order_id": self._created.pop(0)["order_id"], "reason": "timeout"}

    def _inquire(self) -> Said:
        buyer = pseudonym(f"b{self.dice.randrange(self.visitors // 4)}")
        inquiry = {
            "inquiry_id": f"q{self.number:x}",
            "buyer_id": buyer,
            "agent_id": self.dice.choice(AGENTS),
            "channel": "wangwang",
            "is_presale": True,
            "item_id": self._item(),
        }
        _remember(self._open, inquiry)
        return "inquiry.opened", inquiry

    def _message(self) -> Said:
        if not self._open:
            self._inquire()
        inquiry = self.dice.choice(self._open[-20:])
        told = {"message_id": f"m{self.number:x}", "inquiry_id": inquiry["inquiry_id"]}
        sender = {"sender": "agent", "agent_id": inquiry["agent_id"]}
        return "inquiry.messaged", {**told, **(sender if self.dice.random() < 0.6 else {"sender": "buyer"})}

    def _report(self) -> Said:
        dice, item, word = self.dice, self._item(), self.dice.choice(WORDS)
        row = {"day": "2026-11-18", "as_of": "2026-11-19T00:00:00+08:00", "revision": 1}
        ad = {"impressions": 5000, "clicks": 100, "cost_minor": 10_000, "orders": 3, "gmv_minor": 36_000}
        seen = {"visitors": 40, "buyers": 2, "orders": 2, "gmv_minor": 47_600}
        return dice.choice(
            (
                ("ad.reported", {**row, **ad, "traffic_source": "ppc", "item_id": item, "keyword": word}),
                ("keyword.reported", {**row, **seen, "keyword": word, "item_id": item}),
                ("impression.reported", {**row, "item_id": item, "impressions": 2000, "clicks": 40}),
                (
                    "rank.observed",
                    {**row, "item_id": item, "keyword": word, "position": dice.randrange(1, 99)},
                ),
                ("review.posted", {"review_id": f"rv{self.number:x}", "item_id": item, "grade": "good"}),
                (
                    "stock.adjusted",
                    {"adjustment_id": f"k{self.number:x}", "item_id": item, "delta": -1, "reason": "sale"},
                ),
            )
        )


def _remember(kept: list[dict[str, Any]], thing: dict[str, Any]) -> None:
    """Keep the latest, so that ten million events do not weigh more than what counts them."""
    kept.append(thing)
    if len(kept) > 2 * REMEMBERED:
        del kept[:REMEMBERED]


def pseudonym(raw: str) -> str:
    """An id of the length that ingest gives to buyers and visitors."""
    return "p_" + blake2b(raw.encode(), digest_size=12).hexdigest()


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _pick(dice: random.Random, choices: tuple[tuple[str | None, int], ...]) -> str | None:
    return dice.choices([value for value, _ in choices], [weight for _, weight in choices])[0]
