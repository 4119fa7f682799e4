"""The gentle rhythm of the live shop: visitors several times a second, now and then a small real order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import cycle
from random import Random
from typing import TypeVar

from services.console.sample.book import Book, Order, Visit
from services.console.sample.saying import Said
from services.console.sample.telling import CREATED_BEFORE_PAID, buying, views

VISIT_EVERY_SECONDS = 1.4
ORDER_EVERY_VISITS = 12
PACE_SECONDS = (2, 9)
SMALL_AMOUNT = 6_000
SMALL_QUANTITY = 24
PAY_SECONDS = 12
LONGEST_GAP = timedelta(minutes=10)
T = TypeVar("T")


class Live:
    """Makes visits of the fortnight happen now; `due` hands out what has happened since it was last asked."""

    def __init__(self, book: Book, begins: datetime, chance: Random) -> None:
        self._chance = chance
        self._visits = cycle(_shuffled([v for day in book.days for v in day.visits if not v.order], chance))
        self._buyers = cycle(_shuffled(list(_small_orders(book)), chance))
        self._next_visit = begins
        self._begins = f"{begins:%Y%m%d%H%M%S}"
        self._count = 0
        self._ahead: list[Said] = []

    def due(self, now: datetime) -> list[Said]:
        """What happened up to `now`, in order of time."""
        if now - self._next_visit > LONGEST_GAP:  # the machine slept: nobody came
            self._next_visit = now
        while self._next_visit <= now:
            self._plan(self._next_visit)
            self._next_visit += timedelta(seconds=self._chance.expovariate(1 / VISIT_EVERY_SECONDS))
        said: list[Said] = []
        while self._ahead and self._ahead[0].at <= now:
            said.append(heappop(self._ahead))
        return said

    def _plan(self, begins: datetime) -> None:
        self._count += 1
        key = f"live-{self._begins}-{self._count}"
        visit, order = next(self._visits), None
        if self._count % ORDER_EVERY_VISITS == 0:
            visit, order = next(self._buyers)
        visit = replace(visit, pace=self._chance.randint(*PACE_SECONDS))
        visitor = f"v-{key}"
        said = list(views(visit, key, visitor, begins))
        if order:
            order = replace(order, number=f"{order.number}-{self._begins}-{self._count}", customer="")
            paid_at = said[-1].at + timedelta(seconds=CREATED_BEFORE_PAID + PAY_SECONDS)
            said += _hurried(list(buying(visit, key, visitor, order, paid_at)))
        for each in said:
            heappush(self._ahead, each)


def _hurried(said: Sequence[Said]) -> Iterator[Said]:
    """A live buyer pays after seconds, not a minute: all but the payment as told, the payment soon after."""
    for each in said:
        sooner = timedelta(seconds=CREATED_BEFORE_PAID - PAY_SECONDS)
        yield replace(each, at=each.at - sooner) if each.type == "order.paid" else each


def _small_orders(book: Book) -> Iterator[tuple[Visit, Order]]:
    """Orders that leave the day's path in place however long the shop is watched."""
    for day in book.days:
        for visit in day.visits:
            order = day.orders[visit.order] if visit.order else None
            if order and order.amount <= SMALL_AMOUNT and _is_modest(order):
                yield visit, order


def _is_modest(order: Order) -> bool:
    return all(quantity <= SMALL_QUANTITY for _, quantity, _ in order.lines)


def _shuffled(things: list[T], chance: Random) -> list[T]:
    chance.shuffle(things)
    return things
