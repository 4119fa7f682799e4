"""Whose turn it is: which of the running windows that changed are said anew in a round of current rows.

The shop, its traffic sources, devices and visitor classes and the promo guard are said in every round. Items, keywords,
buyers and the like are thousands: they are said in every round as long as they are few, else in turn.
"""

from collections.abc import Iterable
from itertools import islice

from services.analyzer.panes import PaneKey

NARROW = 100  # windows of narrow scopes that one round of a partition says at most (P)
LEAST = 10  # and of one shop, however many shops a partition has (P)
WIDE = frozenset({"traffic_source", "device", "visitor_class"})
GUARD = "g"


class Turns:
    """The windows of narrow scopes that wait for their turn; not part of the durable state."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waiting: dict[PaneKey, None] = {}

    def take(self, changed: Iterable[PaneKey], narrow: int) -> list[PaneKey]:
        """Those to be said now, at most `narrow` of narrow scopes, who waits longest first."""
        said, waiting = [], self._waiting
        for key in changed:
            family, _, _, scope = key  # of tens of thousands: no call for each
            if family == GUARD or not scope or scope[0][0] in WIDE:
                said.append(key)
            else:
                waiting.setdefault(key)
        turn = list(islice(waiting, narrow))
        for key in turn:
            del waiting[key]
        return sorted(said + turn)

    def forget(self, key: PaneKey) -> None:
        """A window runs no longer."""
        self._waiting.pop(key, None)

    def forget_all(self, keys: Iterable[PaneKey]) -> None:
        """Some windows run no longer."""
        for key in self._waiting.keys() & keys:
            del self._waiting[key]
