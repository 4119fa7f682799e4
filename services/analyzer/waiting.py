"""The closed windows that changed and wait to be said anew, whoever was said longest ago first."""

from collections import Counter
from heapq import heappop, heappush

from services.analyzer.changes import Changes
from services.analyzer.panes import PaneKey

TURNS = (
    "pmhd",
    "wMqy",
    "r",
)  # the kinds that are said together, in this order: days stir the windows over them
_TURN = {letter: kinds for kinds in TURNS for letter in kinds}


class Waiting:
    """Windows with the moment of their last final rows, in the order (moment, window)."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._since: dict[PaneKey, int] = {}
        self._lines: dict[str, list[tuple[int, PaneKey]]] = {kinds: [] for kinds in TURNS}
        self._items: Counter[tuple[str, int]] = Counter()
        self.changes = Changes()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._since)

    def __contains__(self, key: PaneKey) -> bool:
        """Whether a window waits."""
        return key in self._since

    def add(self, key: PaneKey, said_at: int) -> None:
        """A window changed and waits that was said last at an epoch second of the ticks."""
        self.changes.note(key)
        if key in self._since:
            return
        self._since[key] = said_at
        heappush(self._lines[_TURN[key.kind[0]]], (said_at, key))
        if _is_item(key):
            self._items[key.kind, key.start] += 1

    def discard(self, key: PaneKey) -> None:
        """A window waits no longer; its place in the line is passed over when its turn comes."""
        if self._since.pop(key, None) is not None and _is_item(key):
            self._items[key.kind, key.start] -= 1

    def next(self, kinds: str, most: int, until: int) -> list[PaneKey]:
        """At most `most` windows of some kinds (one of TURNS) said last by `until`; they have left the line."""
        line, found = self._lines[kinds], dict[PaneKey, None]()
        while line and line[0][0] <= until and len(found) < most:
            said_at, key = heappop(line)
            if self._since.get(key) == said_at:
                found[key] = None
        return list(found)

    def has_items(self, kind: str, start: int) -> bool:
        """Whether items of a window wait."""
        return self._items[kind, start] > 0


def _is_item(key: PaneKey) -> bool:
    return key.family == "s" and bool(key.scope) and key.scope[0][0] == "item_id"
