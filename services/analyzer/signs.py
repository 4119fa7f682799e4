"""Favourites, carts and checkouts that wait to be counted, gathered by minute as page views are (see `footfall`)."""

from services.analyzer.deltas import SHOP, STRANGERS, Cell
from services.analyzer.gathered import Pourable
from services.analyzer.moments import MINUTE
from services.analyzer.viewers import Part, Viewers, counted
from services.analyzer.wishes import DAILY, FINE, Wish

SHORTER = "mh"


class _Minute:
    """What was seen of visitors in one minute beside page views; `offset` is that of the first sign."""

    __slots__ = ("checkouts", "items", "offset", "seen", "sums")

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.seen: list[str] = []  # one for each sign
        self.checkouts: list[str] = []
        self.sums: dict[str, int] = {}
        self.items: dict[str, Part] = {}  # what was wished for


class Signs:
    """Signs of visitors that are not in the windows of a shop yet."""

    def __init__(self) -> None:
        """Nobody gave one."""
        self._minutes: dict[int, _Minute] = {}

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._minutes)

    @property
    def minutes(self) -> list[int]:
        """The minutes in which something waits, by their first seconds."""
        return list(self._minutes)

    def number(self, minute: int | None = None) -> int:
        """How many signs of visitors wait, of one minute or of all."""
        starts = self._minutes if minute is None else {minute} & self._minutes.keys()
        return sum(len(self._minutes[start].seen) for start in starts)

    def wished(self, at: int, visitor_id: str, wish: Wish, item_id: str, offset: int) -> None:
        """Somebody wished for an item at an epoch second."""
        gathered = self._of(at, offset)
        gathered.seen.append(visitor_id)
        gathered.sums[wish.wishes] = gathered.sums.get(wish.wishes, 0) + 1
        item = gathered.items.get(item_id)
        if item is None:
            item = gathered.items[item_id] = Part(offset)
        item.total(wish.wishes, 1)
        item.distinct(wish.wishers, visitor_id, 1)

    def checked_out(self, at: int, visitor_id: str, offset: int) -> None:
        """Somebody went to the checkout at an epoch second."""
        gathered = self._of(at, offset)
        gathered.seen.append(visitor_id)
        gathered.checkouts.append(visitor_id)

    def take(self, changes: dict[Cell, int], at: int, visitor_id: str, offset: int) -> None:
        """Take the sign of a visitor at an epoch second out of what changes, when it is all of it new."""
        sign: list[Cell] = [
            ("s", FINE, at, SHOP, "seen", visitor_id),
            *(("s", FINE, at, here, "touched", None) for here in STRANGERS),
        ]
        if all(changes.get(cell) == 1 for cell in sign):
            for cell in sign:
                del changes[cell]
            self._of(at, offset).seen.append(visitor_id)

    def _of(self, at: int, offset: int) -> _Minute:
        minute = at - at % MINUTE
        found = self._minutes.get(minute)
        if found is None:
            found = self._minutes[minute] = _Minute(offset)
        return found

    def pour(self, windows: Pourable) -> None:
        """Put everything into the windows, so that nothing waits any more."""
        gathered, self._minutes = self._minutes, {}
        for at, minute in gathered.items():
            _pour_minute(windows, at, minute)


def _pour_minute(windows: Pourable, at: int, minute: _Minute) -> None:
    came = Viewers(minute.offset, at + MINUTE)
    all_of_them, days = windows.pouring(FINE, at), windows.pouring(DAILY, at)
    all_of_them.pour(SHOP, came, minute.sums, {"seen": counted(minute.seen)})
    for here in STRANGERS:
        all_of_them.pour(here, came, {"touched": len(minute.seen)}, {})
    if minute.checkouts:
        days.pour(SHOP, came, {}, {"checkout_visitors": counted(minute.checkouts)})
    shorter = windows.pouring(SHORTER, at)
    for item_id, item in minute.items.items():
        here, came = (("item_id", item_id),), Viewers(item.offset, at + MINUTE)
        shorter.pour(here, came, item.sums, {})
        days.pour(here, came, item.sums, item.members)  # who wished for an item is counted in its day alone
