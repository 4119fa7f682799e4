"""The sample's data file as it is read: items, and for each of fourteen days visits, orders, refunds, adverts."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("fortnight.ndjson.gz")
DAYS = 14
Line = tuple[str, int, int]


@dataclass(frozen=True)
class Item:
    """Prices in pence; `cost` and `floor` only for main items."""

    id: str
    title: str
    price: int
    cost: int | None = None
    floor: int | None = None


@dataclass(frozen=True)
class Visit:
    """`second` of the day, `pace` in seconds a page, `pages` are `home`, `list` or items; `order` a number or None."""

    second: int
    source: str
    device: str
    is_returning: bool
    pace: int
    pages: tuple[str, ...]
    order: str | None = None


@dataclass(frozen=True)
class Order:
    """Lines are (item, quantity, unit price in pence); `customer` is "" where the set names none."""

    second: int
    number: str
    customer: str
    is_known: bool
    postage: int
    lines: tuple[Line, ...]

    @property
    def amount(self) -> int:
        return self.postage + sum(quantity * price for _, quantity, price in self.lines)


@dataclass(frozen=True)
class Refund:
    """`order` is the number of the order that it belongs to, "" where none was found."""

    second: int
    number: str
    amount: int
    order: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Advert:
    """What the platform reports of one source for the whole day; money in pence."""

    source: str
    impressions: int
    clicks: int
    cost: int
    orders: int
    buyers: int
    gmv: int


@dataclass
class Day:
    """One day of the sample; orders by number."""

    visits: list[Visit] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    refunds: list[Refund] = field(default_factory=list)
    adverts: list[Advert] = field(default_factory=list)

    @property
    def sales(self) -> int:
        return sum(order.amount for order in self.orders.values())


@dataclass
class Book:
    """Everything; `day_of` says on which day an order number was placed."""

    items: list[Item] = field(default_factory=list)
    days: list[Day] = field(default_factory=lambda: [Day() for _ in range(DAYS)])
    day_of: dict[str, int] = field(default_factory=dict)

    @property
    def main_items(self) -> list[Item]:
        return [item for item in self.items if item.cost is not None]


def read(file: Path = FILE) -> Book:
    book = Book()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, *rest = json.loads(line)
            READERS[kind](book, rest)
    return book


def _item(book: Book, fields: list[Any]) -> None:
    book.items.append(Item(*fields))


def _visit(book: Book, fields: list[Any]) -> None:
    day, second, source, device, returning, pace, pages, *order = fields
    visit = Visit(second, source, device, bool(returning), pace, tuple(pages.split()), *order)
    book.days[day].visits.append(visit)


def _order(book: Book, fields: list[Any]) -> None:
    day, second, number, customer, known, postage, lines = fields
    book.days[day].orders[number] = Order(second, number, customer, bool(known), postage, _lines(lines))
    book.day_of[number] = day


def _refund(book: Book, fields: list[Any]) -> None:
    day, second, number, amount, order, lines = fields
    book.days[day].refunds.append(Refund(second, number, amount, order, _lines(lines)))


def _advert(book: Book, fields: list[Any]) -> None:
    day, *rest = fields
    book.days[day].adverts.append(Advert(*rest))


def _lines(raw: list[list[Any]]) -> tuple[Line, ...]:
    return tuple((item, quantity, price) for item, quantity, price in raw)


READERS: dict[str, Callable[[Book, list[Any]], None]] = {
    "item": _item,
    "visit": _visit,
    "order": _order,
    "refund": _refund,
    "advert": _advert,
}
