"""Who waits to be counted in windows, and how often: counted once, however many windows they go into."""

from collections import _count_elements  # type: ignore[attr-defined]
from collections.abc import Collection, Iterable
from typing import Self

from services.analyzer.members import add_up

Counts = dict[str, int]
"""How often somebody is counted, by id."""


class Viewers:
    """Who some page views of one scope were of; `until` is the end of the last minute in which one came."""

    __slots__ = ("offset", "until", "viewers")

    def __init__(self, offset: int, until: int) -> None:
        """Nobody yet; `offset` is that of the first view."""
        self.offset, self.until = offset, until
        self.viewers: list[str] = []  # one for each view

    def join(self, other: Self) -> None:
        """Add what another one adds."""
        self.offset = min(self.offset, other.offset)
        self.until = max(self.until, other.until)
        self.viewers += other.viewers


class Steps:
    """What the page views of one way, or of the scopes of some, add.

    Somebody has many of them: they are counted when they come, while their name is at hand.
    """

    __slots__ = ("attributed", "offset", "returning", "until", "viewers", "visits")

    def __init__(self, offset: int, until: int) -> None:
        """Nothing yet; see `Viewers`."""
        self.offset, self.until = offset, until
        self.viewers: Counts = {}
        self.visits = self.returning = 0
        self.attributed: list[str] = []  # those whose first visit of the day begins here

    def join(self, other: Self) -> None:
        """Add what another one adds."""
        self.offset = min(self.offset, other.offset)
        self.until = max(self.until, other.until)
        add_up(self.viewers, other.viewers)
        self.visits += other.visits
        self.returning += other.returning
        self.attributed += other.attributed


class Part:
    """What some records add to the windows of some kinds of one scope; `offset` is that of the first of them."""

    __slots__ = ("members", "offset", "sums")

    def __init__(self, offset: int) -> None:
        """Nothing yet."""
        self.offset = offset
        self.sums: dict[str, int] = {}
        self.members: dict[str, Counts] = {}

    def total(self, measure: str, amount: int) -> None:
        """Add to a sum."""
        self.sums[measure] = self.sums.get(measure, 0) + amount

    def distinct(self, measure: str, who: str, times: int) -> None:
        """Count somebody so many times more."""
        counts = self.members.get(measure)
        if counts is None:
            self.members[measure] = {who: times}
        else:
            counts[who] = counts.get(who, 0) + times


Parts = dict[str, Part]
"""What is to be put into the windows of one scope, by the kinds that it goes into."""


def counted(names: Iterable[str]) -> Counts:
    """How often each name is there."""
    counts: Counts = {}
    _count_elements(counts, names)  # what Counter counts with: a plain dict has no public name for it
    return counts


def joined(parts: Collection[Viewers]) -> Viewers:
    """All of some viewers, not to be changed; most often there is one part."""
    first, *others = parts
    if not others:
        return first
    whole = Viewers(first.offset, first.until)
    for viewers in parts:
        whole.join(viewers)
    return whole
