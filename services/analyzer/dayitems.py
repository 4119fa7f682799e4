"""What is read off each item's closed days, read anew only of the items that have changed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from services.analyzer.deltas import Scope
from services.analyzer.panes import Pane, PaneKey
from services.analyzer.windows import Windows

Read = TypeVar("Read")


class DayItems(Generic[Read]):
    """Readings by day and id of the item; not part of the durable state."""

    def __init__(self, windows: Windows, read: Callable[[Pane], Read | None], most: int) -> None:
        """`read` gives what is of use of a day of an item, or None; `most` days are held."""
        self._windows, self._read, self._most = windows, read, most
        self._days: dict[int, dict[str, Read]] = {}
        self._turns: dict[int, int] = {}
        self._moment = self._turn = 0

    def of(self, day: int) -> Mapping[str, Read]:
        """The readings of the items of a day, by the first second of one that is over."""
        return self.of_days([day])[0]

    def of_days(self, days: Iterable[int]) -> list[Mapping[str, Read]]:
        """Those of several days."""
        self._catch_up()
        return [self._held(day) for day in days]

    def _held(self, day: int) -> Mapping[str, Read]:
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= self._most:
                oldest = next(iter(self._days))
                del self._days[oldest], self._turns[oldest]
            scopes = self._windows.book.windows.get(("s", "d", day), ())
            found = ((scope[0][1], self._reading(day, scope)) for scope in scopes if is_item(scope))
            known = self._days[day] = {item: read for item, read in found if read is not None}
            self._turned(day)
        return known

    def turn(self, day: int) -> int:
        """A number that is another one whenever a reading of a day may be."""
        self.of(day)
        return self._turns[day]

    def _catch_up(self) -> None:
        changes = self._windows.pending.changes
        places = changes.since("s", "d", self._moment)
        self._moment = changes.now
        if places is None:
            self._days.clear()
            return
        for day, scope in places:
            known = self._days.get(day)
            if known is not None and is_item(scope):
                item, read = scope[0][1], self._reading(day, scope)
                if read != known.get(item):
                    self._turned(day)
                    known.pop(item, None)
                    if read is not None:
                        known[item] = read

    def _turned(self, day: int) -> None:
        self._turn += 1
        self._turns[day] = self._turn

    def _reading(self, day: int, scope: Scope) -> Read | None:
        pane = self._windows.book.get(PaneKey("s", "d", day, scope))
        return None if pane is None else self._read(pane)


def is_item(scope: Scope) -> bool:
    """Whether a scope is a single item."""
    return len(scope) == 1 and scope[0][0] == "item_id"
