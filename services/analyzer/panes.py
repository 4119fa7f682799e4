"""Panes: one window of one scope, with its sums, its distinct members and what was already said about it."""

from typing import Any, NamedTuple

import msgspec

from services.analyzer.clock import LONG_KINDS
from services.analyzer.deltas import Scope
from services.analyzer.members import DEFAULT_LIMIT, Limit, Members

COMPARED = ("traffic_source", "device")  # beside the shop, the scopes of expected visitors
RESTATED = frozenset({"s", "v", "moves"})  # the families that reported rows go into
SHORT = "pm"  # windows of these kinds show nothing but what is theirs
AGAIN = "comes again"  # the sum that marks what is compared with a year later
UNTOUCHED = -1  # no record has changed the window yet
ROWS = "rows"  # the sum that counts the reported rows of a window

Window = tuple[str, str, int]  # family, kind and start


class PaneKey(NamedTuple):
    """Which window. Families: s sales and traffic, q inquiries, g guard, b items of a buyer, e expected,
    repeat days since a buyer's payment before, sold items by hour.

    v page health, resolve reviews of a week, moves prices of peers; others are standing ones, see `standing`.
    """

    family: str
    kind: str
    start: int
    scope: Scope


class Said(msgspec.Struct, array_like=True, gc=False):
    """The last final row of one metric of a pane: its revision and its exact figures."""

    revision: int
    numerator: int | None
    denominator: int | None
    null_reason: str | None
    label: str | None = None
    error: float | None = None
    is_provisional: bool = False
    basis: str = "stream"

    @property
    def word(self) -> tuple[object, ...]:
        """What was said, to compare with `Value.word`."""
        return (
            self.numerator,
            self.denominator,
            self.null_reason,
            self.label,
            self.error,
            self.is_provisional,
            self.basis,
        )


class Unused(dict[str, Any]):
    """What many panes hold of a kind of thing of which they hold nothing: one for all, which nobody can write into."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a pane that begins to hold something needs a dictionary of its own")

    __setitem__ = setdefault = update = __ior__ = _refuse


UNUSED = Unused()


class Pane(msgspec.Struct, gc=False):
    """The state of one window; all moments in epoch seconds.

    Many windows sum nothing or count nobody, and a running one has said nothing: `add`, `put`, `count` and `say` give
    them what they need for it.
    """

    key: PaneKey
    end: int
    sums: dict[str, int] = UNUSED
    members: dict[str, Members] = UNUSED
    said: dict[str, Said] = UNUSED
    touched_at: int = 0  # arrival of the event that changed it last
    is_closed: bool = False
    is_pending: bool = False  # changed after it was closed, revision not yet emitted
    is_live: bool = False  # something other than history changed it since the last final rows
    revised_at: int = 0
    first_offset: int = UNTOUCHED  # of the records that changed it
    is_frozen: bool = False  # out of reach of all but reported rows: distinct members are only numbers
    counts: dict[str, int] = UNUSED  # those numbers
    round: int = 0  # the last round in which it was put on the lists of what changed (not stored)
    limit: Limit = DEFAULT_LIMIT  # the shop's (not stored)
    packed: bytes = b""  # what was written of it last, where it was opened from that (not stored)
    name: bytes = b""  # the key under which it was written (not stored)

    @property
    def is_reported(self) -> bool:
        """Whether reported rows are among what it holds."""
        return ROWS in self.sums

    def is_silent(self, start: int) -> bool:
        """Nothing came of the shop, and for half of the time no tick either: nobody knows what happened."""
        heard = self.touched_at or "events" in self.sums
        return not heard and self.sums.get("alive", 0) * 120 < self.end - start

    def add(self, measure: str, amount: int) -> None:
        """Add to a sum."""
        self.put(measure, self.sums.get(measure, 0) + amount)

    def put(self, measure: str, amount: int) -> None:
        """Have a sum of so much."""
        if self.sums:
            self.sums[measure] = amount
        else:
            self.sums = {measure: amount}

    def count(self, measure: str) -> Members:
        """The members of a distinct measure, created when missing."""
        found = self.members.get(measure)
        if found is None:
            found = Members.of(measure, self.limit)
            if self.members:
                self.members[measure] = found
            else:
                self.members = {measure: found}
        return found

    def say(self, name: str, said: Said) -> None:
        """A final row of a metric was said."""
        if self.said:
            self.said[name] = said
        else:
            self.said = {name: said}

    def freeze(self, counts: dict[str, int]) -> dict[str, Members]:
        """Keep of distinct members only how many there are; returns those to be forgotten."""
        dropped, self.members = self.members, UNUSED
        self.counts, self.is_frozen = {**self.counts, **counts}, True
        return dropped

    def recount(self, measure: str, step: int) -> None:
        """There are more, or fewer, of the members of whom only the number is kept."""
        self.counts = {**self.counts, measure: max(0, self.counts.get(measure, 0) + step)}

    def may_overflow(self, measure: str, more: int) -> bool:
        """Whether so many more members could make a sketch of a set that is none yet."""
        found = self.members.get(measure)
        return more > self.limit.most if found is None else found.may_overflow(more)


def is_restated(key: PaneKey, pane: Pane) -> bool:
    """Whether reported rows may still change a window: it holds some, or is one of those compared with a year later."""
    if key.family not in RESTATED or key.kind not in LONG_KINDS:
        return False
    return pane.is_reported or not key.scope or key.scope[0][0] in COMPARED
