"""The stock of an item: movements by day, and what they come to, so that neither a day nor an item is ever read whole.

A day's movements are an item of the state by themselves; the item holds one figure for each day and article, and below
the days that nothing can change any more their sum alone.
"""

import msgspec

from services.analyzer.entities.facts import Told, replaces


class Move(msgspec.Struct, array_like=True, gc=False):
    """One movement: units that came or went, and the units counted after it, if they were."""

    told: Told
    delta: int
    on_hand: int | None

    @property
    def order(self) -> tuple[int, str]:
        """Movements are ordered by time, ties by event id."""
        return (self.told.time_us, self.told.event_id)


class StockDay(msgspec.Struct, gc=False):
    """The movements of one item on one day, by article (empty for the item itself) and `adjustment_id`."""

    moves: dict[str, dict[str, Move]] = {}
    heard_at: int = 0  # arrival of the latest one, epoch second

    def find(self, adjustment_id: str) -> tuple[str, Move] | None:
        """A movement with its article."""
        held = ((sku, moves.get(adjustment_id)) for sku, moves in self.moves.items())
        return next(((sku, move) for sku, move in held if move is not None), None)


class Units(msgspec.Struct, array_like=True, gc=False):
    """What a day's movements come to: the units counted last and what moved since, or, uncounted, what moved."""

    units: int = 0
    counted: tuple[int, str] = (0, "")  # which movement said the last count, none without one
    last: tuple[int, str] = (0, "")

    def follow(self, move: Move) -> bool:
        """Take in one more movement; False where that takes another look at those after it."""
        if move.on_hand is not None and self.counted < move.order < self.last:
            return False
        if move.order > self.counted:
            self.units = self.units + move.delta if move.on_hand is None else move.on_hand
            self.counted = self.counted if move.on_hand is None else move.order
        self.last = max(self.last, move.order)
        return True


class Stock(msgspec.Struct, gc=False):
    """The stock of one item by article and day (its first second); `base` is what lies before the days kept."""

    days: dict[str, dict[int, Units]] = {}
    base: dict[str, Units] = {}
    folded: int = 0  # days before this epoch second are in the base
    first_us: int = 0
    heard_at: int = 0

    def on_hand(self, end: int) -> int | None:
        """Units at an epoch second that ends a day, of all articles together; None when none was ever told."""
        held = [units for sku in self.skus() if (units := self._held(sku, end)) is not None]
        return sum(held) if held else None

    def skus(self) -> set[str]:
        """The articles that were ever told."""
        return self.days.keys() | self.base.keys()

    def _held(self, sku: str, end: int) -> int | None:
        days, base, moved = self.days.get(sku, {}), self.base.get(sku), 0
        before = sorted((day for day in days if day < end), reverse=True)
        for day in before:
            moved += days[day].units
            if days[day].counted[0]:
                return moved
        if base is not None:
            return base.units + moved
        return moved if before else None

    def began_before(self, end: int) -> bool:
        """Whether anything was told of a time before an epoch second."""
        return bool(self.first_us) and self.first_us < end * 1_000_000


def move(stock: Stock, moves: StockDay, day: int, sku: str, adjustment_id: str, new: Move) -> bool:
    """Take a movement into its day; True when it is the telling that counts there."""
    found = moves.find(adjustment_id)
    if not replaces(new.told, None if found is None else found[1].told):
        return False
    if found is not None:
        drop(stock, moves, day, adjustment_id)
    moves.moves.setdefault(sku, {})[adjustment_id] = new
    moves.heard_at = max(moves.heard_at, new.told.arrived)
    stock.heard_at = max(stock.heard_at, new.told.arrived)
    stock.first_us = min(stock.first_us or new.told.time_us, new.told.time_us)
    if day < stock.folded:
        _slip_under(stock, sku, new)
        return True
    units = stock.days.setdefault(sku, {}).setdefault(day, Units())
    if not units.follow(new):
        stock.days[sku][day] = summed(moves.moves[sku])
    return True


def drop(stock: Stock, moves: StockDay, day: int, adjustment_id: str) -> None:
    """Take a movement out of its day: it was told otherwise."""
    found = moves.find(adjustment_id)
    if found is None:
        return
    sku, _ = found
    del moves.moves[sku][adjustment_id]
    if moves.moves[sku]:
        stock.days.setdefault(sku, {})[day] = summed(moves.moves[sku])
    else:
        del moves.moves[sku]
        stock.days.get(sku, {}).pop(day, None)


def summed(moves: dict[str, Move]) -> Units:
    """What the movements of one article and day come to."""
    units = Units()
    for each in sorted(moves.values(), key=lambda move: move.order):
        units.follow(each)
    return units


def _slip_under(stock: Stock, sku: str, new: Move) -> None:
    """Backfill of a time that is summed up already: what moved after the last count there still counts."""
    base = stock.base.setdefault(sku, Units())
    if new.on_hand is None and new.order > base.counted:
        base.units += new.delta


def fold(stock: Stock, day: int) -> None:
    """Put the earliest day into the base: nothing can change it any more."""
    for sku, days in list(stock.days.items()):
        units = days.pop(day, None)
        if units is not None:
            base = stock.base.setdefault(sku, Units())
            base.units = units.units if units.counted[0] else base.units + units.units
            base.counted = max(base.counted, units.counted)
        if not days:
            del stock.days[sku]
    stock.folded = day + 1
