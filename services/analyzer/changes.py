"""Which closed windows changed since when, so that what was made of them is made anew only then."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from services.analyzer.deltas import Scope
from services.analyzer.moments import Span
from services.analyzer.panes import PaneKey

NOTED_KINDS = frozenset("hd")  # of which others are made
MOST = 20_000  # windows of a family and kind that are remembered (P)

HELD = 64  # things made of closed windows that are held (P)

Place = tuple[int, Scope]
Made = TypeVar("Made")


class Changes:
    """Windows of a family and kind in the order in which they changed last; not part of the durable state.

    Only closed windows are noted: a running one may change at any time.
    """

    def __init__(self) -> None:
        """Nothing has changed."""
        self.now = 0
        self._noted: dict[tuple[str, str], dict[Place, int]] = defaultdict(dict)
        self._known_since: dict[tuple[str, str], int] = {}

    def note(self, key: PaneKey) -> None:
        """A window was closed, changed since, or was dropped."""
        family, kind, start, scope = key
        if kind not in NOTED_KINDS:
            return
        self.now += 1
        noted, place = self._noted[family, kind], (start, scope)
        noted.pop(place, None)
        noted[place] = self.now
        if len(noted) > MOST:
            self._known_since[family, kind] = noted.pop(next(iter(noted)))

    def since(self, family: str, kind: str, moment: int) -> list[Place] | None:
        """The windows noted after `now` was `moment`, the last one first; None when not all are known any more."""
        if moment < self._known_since.get((family, kind), 0):
            return None
        found = []
        for place, at in reversed(self._noted[family, kind].items()):
            if at <= moment:
                break
            found.append(place)
        return found


class Remembered:
    """What was made of closed windows, for as long as none of them has changed; not part of the durable state."""

    def __init__(self, changes: Changes) -> None:
        """Nothing is remembered."""
        self._changes = changes
        self._made: dict[Hashable, tuple[int, Any]] = {}

    def of(self, name: Hashable, kept: tuple[str, str], span: Span, make: Callable[[], Made]) -> Made:
        """What `make` gives, called again only when a window of a family and kind in [start, end) has changed.

        All of these windows have to be over, and nothing but them may go into it.
        """
        known, now = self._made.get(name), self._changes.now
        if known is not None:
            places = self._changes.since(*kept, known[0])
            if places is not None and not any(span.start <= start < span.end for start, _ in places):
                self._made[name] = (now, known[1])
                return known[1]  # type: ignore[no-any-return]
        made = make()
        if len(self._made) >= HELD:
            del self._made[next(iter(self._made))]
        self._made[name] = (now, made)
        return made
