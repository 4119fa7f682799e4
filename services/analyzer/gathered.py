"""Page views of one minute or one hour by what they are counted under: their ways, their items, what else they show."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, Protocol, Self, TypeVar

from services.analyzer.deltas import SHOP, Scope

Key = TypeVar("Key")
Some = TypeVar("Some", bound="Viewers")


Way = tuple[str, str, str]
"""How a visit came: what its page views are counted under beside the shop, by the names in WAY."""
WAY = ("traffic_source", "device", "visitor_class")


class Aside(NamedTuple):
    """Where a page view counts its visitor beside its way: kinds of windows, scope, measure."""

    kinds: str
    scope: Scope
    measure: str


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


class Part:
    """What some orders add to the windows of some kinds of one scope; `offset` is that of the first of them."""

    __slots__ = ("members", "offset", "sums")

    def __init__(self, offset: int) -> None:
        """Nothing yet."""
        self.offset = offset
        self.sums: dict[str, int] = {}
        self.members: dict[str, list[str]] = {}


Parts = dict[str, Part]
"""What is to be put into the windows of one scope, by the kinds that it goes into."""


class Poured(Protocol):
    """Some windows that hold one moment, as far as they are needed to pour into them."""

    def pour(
        self, scope: Scope, came: Viewers, sums: Mapping[str, int], members: Mapping[str, list[str]]
    ) -> None:
        """Add sums and members of one scope, each member once for each time that it is named."""

    def pour_parts(self, scope: Scope, parts: Parts, until: int) -> None:
        """Add what goes into windows of several kinds of one scope, and came by an epoch second."""


class Pourable(Protocol):
    """Windows, as far as they are needed to pour into them."""

    def pouring(self, kinds: str, at: int) -> Poured:
        """Those of some kinds that hold an epoch second."""


class Steps(Viewers):
    """What the page views of one way, or of the scopes of some, add."""

    __slots__ = ("attributed", "returning", "visits")

    def __init__(self, offset: int, until: int) -> None:
        """Nothing yet; `offset` is that of the first view."""
        super().__init__(offset, until)
        self.visits = self.returning = 0
        self.attributed: list[str] = []  # those whose first visit of the day begins here

    def join(self, other: Self) -> None:
        """Add what another one adds."""
        super().join(other)
        self.visits += other.visits
        self.returning += other.returning
        self.attributed += other.attributed


class Gathered:
    """The page views of one span of time."""

    __slots__ = ("aside", "at", "items", "ways", "words")

    def __init__(self, at: int) -> None:
        """Nobody walked in; `at` is a moment of the span, in epoch seconds."""
        self.at = at
        self.ways: dict[Way, Steps] = {}
        self.items: dict[str, dict[str, Viewers]] = {}  # by item and traffic source
        self.words: dict[str, dict[str, Viewers]] = {}  # by search word and item, if any
        self.aside: dict[Aside, Viewers] = {}

    def view(
        self,
        way: Way,
        visitor_id: str,
        item_id: str | None,
        offset: int,
        until: int,
        word: str | None,
        aside: Iterable[Aside],
    ) -> Steps:
        """One page view, of a visit that was entered by a word if any; returns what its way adds so far."""
        steps = self.ways.get(way)
        if steps is None:
            steps = self.ways[way] = Steps(offset, until)
        steps.viewers.append(visitor_id)
        if item_id is not None:
            sources = self.items.get(item_id)
            if sources is None:
                sources = self.items[item_id] = {}
            seen = sources.get(way[0])
            if seen is None:
                seen = sources[way[0]] = Viewers(offset, until)
            seen.viewers.append(visitor_id)
        if word is not None:
            items = self.words.setdefault(word, {})
            found = items.get(item_id or "")
            if found is None:
                found = items[item_id or ""] = Viewers(offset, until)
            found.viewers.append(visitor_id)
        for here in aside:
            known = self.aside.get(here)
            if known is None:
                known = self.aside[here] = Viewers(offset, until)
            known.viewers.append(visitor_id)
        return steps

    def take(self, other: "Gathered") -> None:
        """Take over the page views of another span."""
        _take(self.ways, other.ways)
        _take(self.aside, other.aside)
        for own, others in ((self.items, other.items), (self.words, other.words)):
            for name, parts in others.items():
                known = own.get(name)
                if known is None:
                    own[name] = parts
                else:
                    _take(known, parts)

    def give_ways(self) -> "Gathered":
        """Give away the page views by their ways alone."""
        given = Gathered(self.at)
        given.ways, self.ways = self.ways, {}
        return given

    def by_scope(self) -> dict[Scope, Steps]:
        """Those of each way under its scopes and the shop's."""
        found: dict[Scope, Steps] = {}
        for way, steps in self.ways.items():
            for here in (SHOP, *(((name, value),) for name, value in zip(WAY, way, strict=True))):
                known = found.get(here)
                if known is None:
                    known = found[here] = Steps(steps.offset, steps.until)
                known.join(steps)
        return found

    def number(self, here: Scope) -> int:
        """How many page views of a scope there are, at most."""
        named = dict(here)
        if "item_id" in named:
            sources = self.items.get(named["item_id"], {})
            return sum(len(seen.viewers) for seen in sources.values())
        return sum(len(steps.viewers) for way, steps in self.ways.items() if _is_in(named, way))


def _take(own: dict[Key, Some], others: dict[Key, Some]) -> None:
    for key, viewers in others.items():
        known = own.get(key)
        if known is None:
            own[key] = viewers
        else:
            known.join(viewers)


def joined(parts: Collection[Viewers]) -> Viewers:
    """All of some viewers, not to be changed; most often there is one part."""
    first, *others = parts
    if not others:
        return first
    whole = Viewers(first.offset, first.until)
    for viewers in parts:
        whole.join(viewers)
    return whole


def _is_in(named: dict[str, str], way: Way) -> bool:
    """Whether a way may be one of a scope: it is unless the scope names another source, device or class."""
    return all(named.get(name, value) == value for name, value in zip(WAY, way, strict=True))
