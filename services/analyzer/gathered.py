"""Page views by what they are counted under: their ways, their items, what else they show."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol, TypeVar

from services.analyzer.deltas import SHOP, Scope
from services.analyzer.viewers import Counts, Parts, Steps, Viewers, counted

Key = TypeVar("Key")
Some = TypeVar("Some", Viewers, Steps)


Way = tuple[str, str, str]
"""How a visit came: what its page views are counted under beside the shop, by the names in WAY."""
WAY = ("traffic_source", "device", "visitor_class")


class Aside(NamedTuple):
    """Where a page view counts its visitor beside its way: kinds of windows, scope, measure."""

    kinds: str
    scope: Scope
    measure: str


class Poured(Protocol):
    """Some windows that hold one moment, as far as they are needed to pour into them."""

    def pour(
        self, scope: Scope, came: Viewers | Steps, sums: Mapping[str, int], members: Mapping[str, Counts]
    ) -> None:
        """Add sums and members of one scope."""

    def pour_parts(self, scope: Scope, parts: Parts, until: int) -> None:
        """Add what goes into windows of several kinds of one scope, and came by an epoch second."""


class Pourable(Protocol):
    """Windows, as far as they are needed to pour into them."""

    def pouring(self, kinds: str, at: int) -> Poured:
        """Those of some kinds that hold an epoch second."""


class Gathered:
    """The page views of one span of time by their ways, and what else goes into windows of minutes."""

    __slots__ = ("aside", "at", "ways")

    def __init__(self, at: int) -> None:
        """Nobody walked in; `at` is a moment of the span, in epoch seconds."""
        self.at = at
        self.ways: dict[Way, Steps] = {}
        self.aside: dict[Aside, Viewers] = {}

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
        """How many visitors there are at most under a scope."""
        named = dict(here)
        if "item_id" in named:
            return 0
        return sum(len(steps.viewers) for way, steps in self.ways.items() if _is_in(named, way))


class Hour(Gathered):
    """The page views of one hour: those of its minutes that are over by their ways, all of them by their items."""

    __slots__ = ("items", "words")

    def __init__(self, at: int) -> None:
        """Nobody walked in; `at` is a moment of the hour, in epoch seconds."""
        super().__init__(at)
        self.items: dict[str, dict[str, Viewers]] = {}  # by item and traffic source
        self.words: dict[str, dict[str, Viewers]] = {}  # by search word and item, if any

    def take(self, other: Gathered) -> None:
        """Take over the page views of a minute that is over."""
        _take(self.ways, other.ways)
        _take(self.aside, other.aside)

    def number(self, here: Scope) -> int:
        """How many visitors there are at most under a scope."""
        named = dict(here)
        if "item_id" in named:
            sources = self.items.get(named["item_id"], {})
            return sum(len(seen.viewers) for seen in sources.values())
        return super().number(here)


class Minute(Gathered):
    """The page views of one minute; what no window of a minute counts is put into the hour at once."""

    __slots__ = ("first", "hour", "shown", "until")

    def __init__(self, at: int, until: int, hour: Hour) -> None:
        """Nobody walked in from one epoch second until another."""
        super().__init__(at)
        self.until, self.hour = until, hour
        self.shown: list[str] = []  # an item for each view of one
        self.first: dict[str, int] = {}  # the offset of the first view of each item

    def view(
        self,
        way: Way,
        visitor_id: str,
        item_id: str | None,
        offset: int,
        word: str | None,
        aside: Iterable[Aside],
    ) -> Steps:
        """One page view, of a visit that was entered by a word if any; returns what its way adds so far."""
        steps = self.ways.get(way)
        if steps is None:
            steps = self.ways[way] = Steps(offset, self.until)
        who = steps.viewers
        who[visitor_id] = who.get(visitor_id, 0) + 1
        if item_id is not None:
            self.shown.append(item_id)
            self.first.setdefault(item_id, offset)
            sources = self.hour.items.get(item_id)
            if sources is None:
                sources = self.hour.items[item_id] = {}
            seen = sources.get(way[0])
            if seen is None:
                seen = sources[way[0]] = Viewers(offset, self.until)
            elif self.until > seen.until:
                seen.until = self.until
            seen.viewers.append(visitor_id)
        if word is not None:
            self._enter(word, item_id or "", visitor_id, offset)
        for here in aside:
            known = self.aside.get(here)
            if known is None:
                known = self.aside[here] = Viewers(offset, self.until)
            known.viewers.append(visitor_id)
        return steps

    def _enter(self, word: str, item_id: str, visitor_id: str, offset: int) -> None:
        items = self.hour.words.get(word)
        if items is None:
            items = self.hour.words[word] = {}
        found = items.get(item_id)
        if found is None:
            found = items[item_id] = Viewers(offset, self.until)
        elif self.until > found.until:
            found.until = self.until
        found.viewers.append(visitor_id)

    def views(self) -> Counts:
        """How many page views each item had."""
        return counted(self.shown)


def _take(own: dict[Key, Some], others: dict[Key, Some]) -> None:
    for key, viewers in others.items():
        known = own.get(key)
        if known is None:
            own[key] = viewers
        else:
            known.join(viewers)


def _is_in(named: dict[str, str], way: Way) -> bool:
    """Whether a way may be one of a scope: it is unless the scope names another source, device or class."""
    return all(named.get(name, value) == value for name, value in zip(WAY, way, strict=True))
